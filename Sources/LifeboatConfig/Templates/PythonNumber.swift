/// Reads numbers out of strings as Python's `int()` and `float()` do.
enum PythonNumber {
    enum Parsed {
        case value(Int)
        /// The text is an integer, but one that does not fit into 64 bits.
        case tooLarge
        case notANumber
    }

    /// Surrounding white space, a sign, and single underscores between digits are allowed; any script's digits count.
    static func integer(_ text: String) -> Parsed {
        var digits = normalized(text)
        let sign = digits.first == "-" || digits.first == "+" ? String(digits.removeFirst()) : ""
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return .notANumber }
        return Int(sign + digits).map { .value($0) } ?? .tooLarge
    }

    /// What `int(float(text))` gives: `42.9` is 42, infinity and nan are not numbers.
    static func integerOfFloat(_ text: String) -> Parsed {
        let number = normalized(text)
        let allowed = Set("0123456789+-.eE")
        guard number.allSatisfy(allowed.contains), let value = Double(number) else { return .notANumber }
        return integer(of: value)
    }

    static func integer(of value: Double) -> Parsed {
        guard value.isFinite else { return .notANumber }
        return Int(exactly: value.rounded(.towardZero)).map { .value($0) } ?? .tooLarge
    }

    /// ASCII digits, without surrounding white space and well-placed underscores; `_` stays where it is not allowed.
    private static func normalized(_ text: String) -> String {
        var scalars: [Unicode.Scalar] = PythonText.strip(text, of: nil).unicodeScalars.map { scalar in
            guard !scalar.isASCII, scalar.properties.numericType == .decimal,
                let value = scalar.properties.numericValue
            else { return scalar }
            return Unicode.Scalar(UInt8(0x30 + Int(value)))
        }
        let isDigit: (Int) -> Bool = { scalars.indices.contains($0) && ("0"..."9").contains(scalars[$0]) }
        let removable = scalars.indices.filter { scalars[$0] == "_" && isDigit($0 - 1) && isDigit($0 + 1) }
        for index in removable.reversed() { scalars.remove(at: index) }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
