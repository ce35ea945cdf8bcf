import LifeboatCore

/// A configuration as it was understood, for a person: `lifeboat config --show`.
///
/// It is YAML: every key with its value, defaults too, and where it came from as a comment. Secrets are `<redacted>`.
/// For programs there is ``json``.
package struct ConfigurationListing: Sendable {
    static let redacted = "<redacted>"

    let configuration: Configuration

    package init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// One line per value; ends with a line break.
    package var text: String {
        var lines: [Line] = []
        Self.append(configuration.understood, indent: "", first: "", to: &lines)
        let width = min(lines.map(\.text.count).max() ?? 0, 64)
        return lines.map { line in
            guard let origin = line.origin else { return line.text + "\n" }
            let space = String(repeating: " ", count: max(0, width - line.text.count))
            return "\(line.text)\(space)  # \(origin)\n"
        }.joined()
    }

    private struct Line {
        var text: String
        var origin: String?
    }

    private static func append(_ mapping: UnderstoodMapping, indent: String, first: String, to lines: inout [Line]) {
        var lead = first
        for entry in mapping.entries {
            append(entry.value, label: "\(lead)\(QuotedScalar.yaml(entry.key)):", indent: indent, to: &lines)
            lead = indent
        }
    }

    private static func append(_ value: UnderstoodValue, label: String, indent: String, to lines: inout [Line]) {
        let origin = QuotedScalar.comment(value.origin.description)
        if value.isSecret, value.content != .unset {
            lines.append(Line(text: "\(label) \(redacted)", origin: origin))
            return
        }
        switch value.content {
        case .mapping(let mapping):
            lines.append(Line(text: label, origin: nil))
            append(mapping, indent: indent + "  ", first: indent + "  ", to: &lines)
        case .list(let values) where !values.isEmpty:
            lines.append(Line(text: label, origin: nil))
            for value in values { append(item: value, indent: indent + "  ", to: &lines) }
        default: lines.append(Line(text: "\(label) \(scalar(value.content))", origin: origin))
        }
    }

    private static func append(item value: UnderstoodValue, indent: String, to lines: inout [Line]) {
        if case .mapping(let mapping) = value.content {
            append(mapping, indent: indent + "  ", first: indent + "- ", to: &lines)
        } else {
            append(value, label: indent + "-", indent: indent + "  ", to: &lines)
        }
    }

    private static func scalar(_ content: UnderstoodValue.Content) -> String {
        switch content {
        case .text(let text): QuotedScalar.yaml(text)
        case .boolean(let value): value ? "yes" : "no"
        case .integer(let value): String(value)
        case .size(let size): ExactUnits.text(size)
        case .duration(let duration): ExactUnits.text(duration)
        case .list: "[]"
        case .mapping: "{}"
        case .unset: "null"
        }
    }
}
