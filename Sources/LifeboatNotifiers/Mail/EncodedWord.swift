import Foundation

/// Header texts that are not plain ASCII: RFC 2047's `=?UTF-8?B?…?=`.
enum EncodedWord {
    /// So many bytes in Base64 and its frame stay below the 75 characters that a word may have.
    private static let bytesPerWord = 42

    /// A text as it may stand in a header: control characters, line breaks above all, are blanks; what is not plain is
    /// encoded, in as many words as it takes.
    static func header(_ text: String) -> String {
        let clean = String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
        let isPlain = clean.allSatisfy(\.isASCII) && !clean.contains("=?")
        return isPlain ? clean : encode(clean)
    }

    /// Words never part within a character.
    static func encode(_ text: String) -> String {
        var words: [String] = []
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            let next = Array(String(scalar).utf8)
            if bytes.count + next.count > bytesPerWord {
                words.append(word(bytes))
                bytes = []
            }
            bytes += next
        }
        if !bytes.isEmpty || words.isEmpty { words.append(word(bytes)) }
        // The blank between two encoded words is no part of the text.
        return words.joined(separator: " ")
    }

    private static func word(_ bytes: [UInt8]) -> String { "=?UTF-8?B?\(Data(bytes).base64EncodedString())?=" }
}
