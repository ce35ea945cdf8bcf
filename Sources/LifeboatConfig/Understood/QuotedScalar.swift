import LifeboatCore

/// Texts as they are written into YAML.
package enum QuotedScalar {
    /// As it stands where every reader of YAML takes it for this very text, in double quotes otherwise.
    package static func yaml(_ text: String) -> String {
        isPlain(text) ? text : JSONText.quoted(text)
    }

    /// In double quotes.
    package static func quoted(_ text: String) -> String { JSONText.quoted(text) }

    /// For the rest of a line.
    static func comment(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, isASCIILetter(first) || first == "/" || first == "_" else {
            return false
        }
        let words = ["yes", "no", "true", "false", "on", "off", "null", "y", "n"]
        guard !words.contains(text.lowercased()), !text.hasSuffix(" ") else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            isASCIILetter(scalar) || ("0"..."9").contains(scalar) || "/_.-+@* ".unicodeScalars.contains(scalar)
        }
    }

    private static func isASCIILetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }
}
