import LifeboatConfig

extension ManifestNode {
    /// As YAML, in the way that Kubernetes' own tools lay it out.
    package var yaml: String { Self.lines(of: self).map { $0 + "\n" }.joined() }

    private static func lines(of node: ManifestNode) -> [String] {
        switch node {
        case .commented(let comment, let inner): return comments(comment) + lines(of: inner)
        case .mapping(let entries): return entries.flatMap { lines(of: $0.value, at: QuotedScalar.yaml($0.key) + ":") }
        case .list(let items): return items.flatMap(lines(ofItem:))
        case .text, .integer, .boolean, .lines: return lines(of: node, at: "")
        case .absent: return []
        }
    }

    /// A value after its key.
    private static func lines(of value: ManifestNode, at head: String) -> [String] {
        switch value {
        case .commented(let comment, let inner): return comments(comment) + lines(of: inner, at: head)
        case .mapping(let entries) where entries.allSatisfy({ $0.value == .absent }): return [joined(head, "{}")]
        case .mapping: return [head] + indented(lines(of: value))
        case .list(let items) where items.isEmpty: return [joined(head, "[]")]
        case .list: return [head] + lines(of: value)
        case .text(let text): return [joined(head, QuotedScalar.yaml(text))]
        case .integer(let number): return [joined(head, "\(number)")]
        case .boolean(let value): return [joined(head, value ? "true" : "false")]
        case .lines(let text): return block(text, at: head)
        case .absent: return []
        }
    }

    private static func lines(ofItem item: ManifestNode) -> [String] {
        if case .commented(let comment, let inner) = item { return comments(comment) + lines(ofItem: inner) }
        let inner = lines(of: item)
        return inner.prefix(1).map { "- " + $0 } + indented(Array(inner.dropFirst()))
    }

    private static func indented(_ lines: [String]) -> [String] {
        lines.map { $0.isEmpty ? "" : "  " + $0 }
    }

    private static func joined(_ head: String, _ scalar: String) -> String {
        head.isEmpty ? scalar : "\(head) \(scalar)"
    }

    private static func comments(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "# " + $0 }
    }

    /// As a literal block, where that gives every character back; in double quotes otherwise.
    private static func block(_ text: String, at head: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let isPlain =
            text.hasSuffix("\n") && !text.hasSuffix("\n\n") && lines.first?.isEmpty == false
            && lines.first?.hasPrefix(" ") == false && text.unicodeScalars.allSatisfy(isLiteral)
        guard isPlain else { return [joined(head, QuotedScalar.quoted(text))] }
        return [joined(head, "|")] + indented(lines.map(String.init))
    }

    private static func isLiteral(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
            0x10000...0x10FFFF:
            true
        default: false
        }
    }
}
