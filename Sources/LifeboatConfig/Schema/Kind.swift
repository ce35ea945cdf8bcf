import LifeboatCore

extension Section.Kind where Value == String {
    /// Any text but one with a NUL character, where what the system is given would end.
    static var text: Self {
        Self(name: "a text", parse: { $0.utf8.contains(0) ? nil : $0 }, show: { .text($0) })
    }

    /// A relative path would mean another folder in each pod.
    static var absolutePath: Self {
        Self(
            name: "an absolute path as /srv/data", parse: { $0.hasPrefix("/") ? text.parse($0) : nil },
            show: { .text($0) })
    }
}

extension Section.Kind where Value == Bool {
    /// YAML 1.1's words, also as strings: a template's value is always one.
    static var boolean: Self {
        Self(
            name: "yes or no",
            parse: { text in
                switch text.lowercased() {
                case "yes", "true", "on": true
                case "no", "false", "off": false
                default: nil
                }
            }, show: { .boolean($0) })
    }
}

extension Section.Kind where Value == Int {
    /// Decimal digits. A leading zero is refused: YAML 1.1 reads `010` as eight.
    static func integer(in range: ClosedRange<Int>) -> Self {
        let name =
            range.upperBound == Int.max
            ? "a whole number from \(range.lowerBound)"
            : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return Self(
            name: name,
            parse: { text in
                let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
                guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
                    digits == "0" || !digits.hasPrefix("0"), let number = Int(text), range.contains(number)
                else { return nil }
                return number
            }, show: { .integer($0) })
    }
}

extension Section.Kind where Value == ByteSize {
    /// As `50M`.
    static func size(plainUnit: Int64, unitName: String) -> Self {
        Self(
            name: "a size as 50M or 8MiB (without a unit: \(unitName))",
            parse: { text in ByteSize(text, plainUnit: plainUnit) },
            show: { .size($0) })
    }
}

extension Section.Kind where Value == Duration {
    static var duration: Self {
        Self(name: "a duration as 90s, 5m or 7d", parse: { DurationText.parse($0) }, show: { .duration($0) })
    }
}

extension Section.Kind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    static func choice() -> Self {
        Self(
            name: "one of " + Value.allCases.map(\.rawValue).joined(separator: ", "),
            parse: { Value(rawValue: $0) }, show: { .text($0.rawValue) })
    }
}
