/// One of the five fields of a schedule.
enum CronField: CaseIterable {
    case minute, hour, dayOfMonth, month, dayOfWeek

    var words: String {
        switch self {
        case .minute: "minute"
        case .hour: "hour"
        case .dayOfMonth: "day of the month"
        case .month: "month"
        case .dayOfWeek: "day of the week"
        }
    }

    var range: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...6
        }
    }

    /// The first stands for the first number of the range.
    private var names: [String] {
        switch self {
        case .minute, .hour, .dayOfMonth: []
        case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        case .dayOfWeek: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        }
    }

    /// The numbers that a field means; nil where Kubernetes would not take it.
    func numbers(_ text: some StringProtocol) -> Set<Int>? {
        var numbers: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let more = self.numbers(ofPart: part) else { return nil }
            numbers.formUnion(more)
        }
        return numbers
    }

    /// `*`, `N`, `A-B`, each with `/STEP`; `N/STEP` goes on to the end.
    private func numbers(ofPart text: some StringProtocol) -> Set<Int>? {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = halves.first, halves.count <= 2 else { return nil }
        var step = 1
        if halves.count == 2 {
            guard let number = Self.number(halves[1]), number > 0 else { return nil }
            step = number
        }
        let ends = first.split(separator: "-", omittingEmptySubsequences: false)
        let span: ClosedRange<Int>
        if first == "*" || first == "?" {
            span = range
        } else {
            guard ends.count <= 2, let low = value(ends[0]), range.contains(low),
                let high = ends.count == 2 ? value(ends[1]) : halves.count == 2 ? range.upperBound : low,
                range.contains(high), low <= high
            else { return nil }
            span = low...high
        }
        return Set(stride(from: span.lowerBound, through: span.upperBound, by: step))
    }

    private func value(_ text: some StringProtocol) -> Int? {
        if let index = names.firstIndex(of: text.lowercased()) { return range.lowerBound + index }
        return Self.number(text)
    }

    private static func number(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}
