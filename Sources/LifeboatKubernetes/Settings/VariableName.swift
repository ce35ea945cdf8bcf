/// Names of environment variables, and the keys of Secrets and ConfigMaps.
enum VariableName {
    static func isValid(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first == "_" || isLetter(first) else { return false }
        return text.unicodeScalars.allSatisfy { $0 == "_" || isLetter($0) || isDigit($0) }
    }

    static func isKey(_ text: String) -> Bool {
        (1...253).contains(text.utf8.count) && text != "." && text != ".."
            && text.unicodeScalars.allSatisfy { isLetter($0) || isDigit($0) || ["-", "_", "."].contains($0) }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
