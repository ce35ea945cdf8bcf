package import LifeboatCore

/// A message of one's own: JSON in which a text may hold `{subject}` and the like.
///
/// Values are put into texts, never into JSON's source, so whatever they hold it stays JSON. A text that is one placeholder
/// and nothing else becomes the value as it is: `"{jobs}"` a list, `"{duration_seconds}"` a number.
package struct PayloadTemplate: Sendable, Hashable {
    private enum Piece {
        case text(Substring)
        /// With its braces.
        case placeholder(Substring)
    }

    private let json: JSONText

    package init(_ json: JSONText) {
        self.json = json
    }

    package static func == (left: PayloadTemplate, right: PayloadTemplate) -> Bool {
        left.json.text() == right.json.text()
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(json.text()) }

    /// The placeholders that no value is known for, without their braces.
    package var unknownNames: [String] {
        Self.texts(json).flatMap(Self.pieces).compactMap { piece in
            guard case .placeholder(let text) = piece else { return nil }
            let name = Self.name(text)
            return PayloadValues.names.contains(name) ? nil : name
        }
    }

    /// What there are values for.
    package static var knownNames: [String] { PayloadValues.names }

    func filled(_ values: PayloadValues) -> JSONText { Self.fill(json, values) }

    private static func texts(_ json: JSONText) -> [String] {
        switch json {
        case .string(let text): [text]
        case .plain: []
        case .array(let items): items.flatMap(texts)
        case .object(let members): members.flatMap { texts($0.1) }
        }
    }

    private static func fill(_ json: JSONText, _ values: PayloadValues) -> JSONText {
        switch json {
        case .plain: return json
        case .array(let items): return .array(items.map { fill($0, values) })
        case .object(let members): return .object(members.map { ($0.0, fill($0.1, values)) })
        case .string(let text):
            let pieces = pieces(text)
            if case .placeholder(let only)? = pieces.first, pieces.count == 1, let value = values[name(only)] {
                return value
            }
            return .string(
                pieces.map { piece in
                    switch piece {
                    case .text(let text): String(text)
                    case .placeholder(let text): values[name(text)].map(plainText) ?? String(text)
                    }
                }.joined())
        }
    }

    /// A value within a longer text.
    private static func plainText(_ value: JSONText) -> String {
        switch value {
        case .string(let text), .plain(let text): text
        case .array, .object: value.text()
        }
    }

    private static func name(_ placeholder: Substring) -> String { String(placeholder.dropFirst().dropLast()) }

    /// A placeholder is a word of small letters in braces; any other brace is just that.
    private static func pieces(_ text: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        var start = rest.startIndex
        while let open = rest.firstIndex(of: "{") {
            let word = text[text.index(after: open)...].prefix { $0.isASCII && ($0.isLowercase || $0 == "_") }
            rest = text[text.index(after: open)...]
            guard !word.isEmpty, word.endIndex < text.endIndex, text[word.endIndex] == "}" else { continue }
            let end = text.index(after: word.endIndex)
            if start < open { pieces.append(.text(text[start..<open])) }
            pieces.append(.placeholder(text[open..<end]))
            rest = text[end...]
            start = end
        }
        if start < text.endIndex { pieces.append(.text(text[start...])) }
        return pieces
    }
}
