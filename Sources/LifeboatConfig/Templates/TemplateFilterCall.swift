/// A filter with its arguments, matched to the filter's parameters.
struct TemplateFilterCall: Sendable {
    let filter: TemplateFilter
    /// One for each of ``TemplateFilter/parameters``; nil where it was left out.
    let arguments: [TemplateExpression?]
    /// Where its name stands.
    let offset: Int
}
