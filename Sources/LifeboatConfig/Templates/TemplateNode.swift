/// A part of a template.
indirect enum TemplateNode: Sendable {
    case text(TemplateText)
    /// `{{ … }}`; the offset is that of the braces.
    case output(TemplateExpression, offset: Int)
    /// The branches of `if` and `elif` in their order.
    case conditional([Branch], otherwise: [TemplateNode])
    case loop(Loop)

    struct Branch: Sendable {
        let condition: TemplateExpression
        let body: [TemplateNode]
    }

    struct Loop: Sendable {
        let variable: String
        let sequence: TemplateExpression
        let body: [TemplateNode]
        /// What is rendered when the sequence is empty.
        let otherwise: [TemplateNode]
    }
}
