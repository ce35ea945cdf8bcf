/// The lines of a file, to take parts out of it. Lines are counted from 1.
struct TextLines {
    private var lines: [String]
    /// How far the lines were moved to the left.
    private(set) var indentation = 0
    /// The lines that were taken out, and how many stand in their place.
    private var removed: (range: Range<Int>, count: Int)?

    init(_ text: String) {
        lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        if lines.last == "" { lines.removeLast() }
    }

    var text: String { lines.joined(separator: "\n") + "\n" }

    /// Where a part ends that goes up to the next one, or to the end: comments and empty lines before the next one are its.
    func endOfPart(before next: Int?) -> Int {
        guard let next else { return lines.count + 1 }
        var end = next
        while end > 1 {
            let line = lines[end - 2].drop { $0 == " " }
            guard line.isEmpty || line.hasPrefix("#") else { break }
            end -= 1
        }
        return end
    }

    mutating func replace(_ range: Range<Int>, with others: [String]) {
        lines.replaceSubrange((range.lowerBound - 1)..<(range.upperBound - 1), with: others)
        removed = (range, others.count)
    }

    /// The entry of a list, with its dash in the first column; nil where it does not begin with a dash.
    func item(_ range: Range<Int>) -> TextLines? {
        guard lines.indices.contains(range.lowerBound - 1), range.upperBound - 1 <= lines.count else { return nil }
        var part = self
        part.lines = Array(lines[(range.lowerBound - 1)..<(range.upperBound - 1)])
        let spaces = part.lines[0].prefix { $0 == " " }.count
        guard part.lines[0].dropFirst(spaces).hasPrefix("-") else { return nil }
        while part.lines.last?.allSatisfy(\.isWhitespace) == true { part.lines.removeLast() }
        part.indentation = spaces
        part.lines = part.lines.map { line in
            String(line.dropFirst(min(spaces, line.prefix { $0 == " " }.count)))
        }
        return part
    }

    /// The line of the file that a line of this part was, when the part's first one was `first`.
    func originalLine(of line: Int, from first: Int) -> Int {
        guard let removed, line >= removed.range.lowerBound + removed.count else { return first + line - 1 }
        return line + removed.range.count - removed.count
    }
}
