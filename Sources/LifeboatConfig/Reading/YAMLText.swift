import Yams

/// A file's YAML in the form in which the library parses it.
///
/// The library copies what an alias stands for, and compares keys with everything in them, both without a bound. So an alias
/// is disguised as a plain text, one character for one, and whoever reads the nodes follows it. It also gives up at the
/// first key that stands twice; such a key gets a mark, so that the rest is read too.
struct YAMLText {
    /// Why it cannot be parsed.
    struct Failure: Error {
        var errors: [any Error]
    }

    private static let star: Unicode.Scalar = "\u{10FEFE}"
    private static let duplicateMark: Unicode.Scalar = "\u{10FEFF}"
    /// So many keys that stand twice are told apart; each costs another parsing.
    private static let duplicateLimit = 100

    private struct Edit {
        var line: Int
        var column: Int
    }

    private var scalars: [Unicode.Scalar]
    private var edits: [Edit] = []

    init(_ text: String) {
        scalars = text.unicodeScalars.map { $0 == "*" ? Self.star : $0 }
    }

    static func isReserved(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0 == star || $0 == duplicateMark }
    }

    // MARK: Parsing

    /// The only document; `nil` when there is none. The parser has to live as long as the nodes are read.
    mutating func parse() throws(Failure) -> (parser: Parser, root: Node)? {
        var duplicate: (any Error)?
        while true {
            do {
                // No resolver: `'yes'` and `yes` are the same key, and what a scalar means is decided by who reads it.
                let parser = try Parser(yaml: Self.string(scalars), resolver: .basic, encoding: .utf8)
                return try parser.singleRoot().map { (parser, $0) }
            } catch let error as YamlError {
                guard case .duplicatedKeysInMapping(_, let context) = error else {
                    throw Failure(errors: [duplicate, error].compactMap(\.self))
                }
                duplicate = duplicate ?? error
                guard edits.count < Self.duplicateLimit, mark(context.mark) else {
                    throw Failure(errors: [duplicate ?? error])
                }
            } catch {
                throw Failure(errors: [error])
            }
        }
    }

    /// Puts a mark into the first of two equal keys.
    private mutating func mark(_ mark: Mark) -> Bool {
        let starts = YAMLLines.starts(of: scalars)
        guard starts.indices.contains(mark.line - 1) else { return false }
        let index = starts[mark.line - 1] + mark.column - 1
        guard scalars.indices.contains(index) else { return false }
        let isQuote = scalars[index] == "'" || scalars[index] == "\""
        // What begins neither a quoted nor a plain text cannot be marked.
        if !isQuote, "[]{}&!|>#%@`,".unicodeScalars.contains(scalars[index]) { return false }
        scalars.insert(Self.duplicateMark, at: isQuote ? index + 1 : index)
        edits.append(Edit(line: mark.line, column: mark.column))
        return true
    }

    // MARK: Reading

    /// The column in the file of what the parser found in another one.
    func column(line: Int, column: Int) -> Int {
        var column = column
        for edit in edits.reversed() where edit.line == line && column > edit.column { column -= 1 }
        return column
    }

    /// What follows the `*` that a plain text begins with.
    static func aliasName(_ scalar: String) -> String? {
        guard scalar.unicodeScalars.first == star else { return nil }
        return shown(String(scalar.unicodeScalars.dropFirst()))
    }

    static func isAliasName(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                    || scalar == "_" || scalar == "-"
            }
    }

    static func withoutDuplicateMark(_ key: String) -> String {
        string(key.unicodeScalars.filter { $0 != duplicateMark })
    }

    /// A parsed text as the file has it.
    static func shown(_ scalar: String) -> String {
        guard isReserved(scalar) else { return scalar }
        return string(withoutDuplicateMark(scalar).unicodeScalars.map { $0 == star ? "*" : $0 })
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
