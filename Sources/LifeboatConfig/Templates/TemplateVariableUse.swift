/// That a template uses a variable, and how.
package struct TemplateVariableUse: Sendable, Hashable {
    /// As the template spells it.
    package var name: String
    /// The environment variable to set for it.
    package var environmentName: String
    /// Where it is used first.
    package var position: TemplatePosition
    /// Whether the template cannot be rendered without it. A variable that has a default at every use,
    /// or is used only where the template asked whether it is defined, is optional.
    package var isRequired: Bool
    /// The default, where it is a literal.
    package var defaultText: String?
    /// Whether its value was given.
    package var isKnown: Bool
}
