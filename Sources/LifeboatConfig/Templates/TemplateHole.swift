/// A place in rendered YAML that a value of the template belongs to.
package struct TemplateHole: Sendable, Hashable {
    /// Which of ``RenderedYAML/holes`` it is.
    package let index: Int
    /// The exact value; nil when it depends on variables that are left open, or could not be had. It may be a secret.
    package let value: String?
    /// Whether the value was to become YAML of whatever shape, and not one scalar. Such a hole never has a value.
    package let isYAML: Bool
    /// The variables that the value was made of, as the template spells them.
    package let variables: [String]
    /// What stands between the braces in the template.
    package let expression: String
    /// Where the braces stand in the template.
    package let position: TemplatePosition
}

extension TemplateHole: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The expression, never the value.
    package var description: String { "{{ \(expression) }}" }

    package var debugDescription: String { description }

    package var customMirror: Mirror {
        Mirror(self, children: ["expression": expression, "value": value == nil ? "open" : "<redacted>"])
    }
}
