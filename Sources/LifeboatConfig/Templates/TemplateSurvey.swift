/// A template read without the values of its variables.
package struct TemplateSurvey: Sendable {
    /// The YAML, with holes that have no value where a variable is left open.
    package let rendered: RenderedYAML
    /// Every variable that the template uses, in the order of its first use.
    package let variables: [TemplateVariableUse]
}
