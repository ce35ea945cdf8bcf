/// What one `{{ … }}` gave.
struct TemplateOutput {
    /// Nil when it depends on a variable that is left open.
    let value: String?
    /// Whether it is to become part of the YAML text instead of data.
    let isYAML: Bool
    /// The variables that it was made of, in the order of their use.
    let variables: [String]
    let expression: TemplateExpression
    /// Where its braces stand.
    let offset: Int
}
