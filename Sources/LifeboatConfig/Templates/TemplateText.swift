/// Text of a template that is rendered as it stands.
struct TemplateText: Sendable {
    let text: String
    /// Where it stands in ``TemplateSource/scalars``.
    let range: Range<Int>
}
