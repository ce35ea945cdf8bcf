/// Which offset of a template each scalar of a rendered text came from.
struct TemplatePositionMap: Sendable {
    private struct Run {
        let rendered: Int
        let template: Int
        /// Whether each scalar has a place of its own; an inserted value stands at one place as a whole.
        let isCopy: Bool
    }

    private var runs: [Run] = []
    private var length = 0

    mutating func append(copyOf range: Range<Int>) {
        runs.append(Run(rendered: length, template: range.lowerBound, isCopy: true))
        length += range.count
    }

    mutating func append(length: Int, insertedAt offset: Int) {
        guard length > 0 else { return }
        runs.append(Run(rendered: self.length, template: offset, isCopy: false))
        self.length += length
    }

    /// The offset in the template; what lies past the end belongs to the last piece.
    func templateOffset(ofRendered offset: Int) -> Int {
        var low = 0
        var high = runs.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if runs[middle].rendered <= offset { low = middle } else { high = middle }
        }
        guard low < runs.count else { return 0 }
        let run = runs[low]
        return run.isCopy ? run.template + min(max(offset, 0), length) - run.rendered : run.template
    }
}
