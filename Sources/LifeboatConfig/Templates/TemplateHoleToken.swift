/// The text that stands for a value until the YAML is parsed: a number in private-use characters between two more of them.
///
/// To YAML they are letters: allowed at any place of any scalar, never an indicator, a break or white space.
/// They lie in the last plane, which fonts do not use either, so that no template and no value has them by chance.
enum TemplateHoleToken {
    private static let begin: Unicode.Scalar = "\u{10FE00}"
    private static let end: Unicode.Scalar = "\u{10FE01}"
    private static let zero: UInt32 = 0x10FE10

    /// The tokens' own characters, and those that ``YAMLComposer`` uses in the same way.
    static func isReserved(_ scalar: Unicode.Scalar) -> Bool {
        (0x10FE00...0x10FEFF).contains(scalar.value)
    }

    static func text(index: Int) -> String {
        var text = String.UnicodeScalarView([begin])
        for digit in String(index).utf8 {
            if let scalar = Unicode.Scalar(zero + UInt32(digit - UInt8(ascii: "0"))) { text.append(scalar) }
        }
        text.append(end)
        return String(text)
    }

    /// Replaces every token in `text`; what looks like the beginning of one but is none stays.
    ///
    /// - Parameter replacement: the text for an index, nil when there is no such hole.
    static func replacingTokens(in text: String, _ replacement: (Int) -> String?) -> String {
        var result = String.UnicodeScalarView()
        var rest = Substring(text).unicodeScalars
        while let start = rest.firstIndex(of: begin) {
            result.append(contentsOf: rest[..<start])
            let digits = rest[rest.index(after: start)...].prefix { (zero...zero + 9).contains($0.value) }
            let index = Int(digits.map { String($0.value - zero) }.joined())
            if digits.endIndex < rest.endIndex, rest[digits.endIndex] == end, let index, let value = replacement(index)
            {
                result.append(contentsOf: value.unicodeScalars)
                rest = rest[rest.index(after: digits.endIndex)...]
            } else {
                result.append(begin)
                rest = rest[rest.index(after: start)...]
            }
        }
        result.append(contentsOf: rest)
        return String(result)
    }
}
