/// Where a rendering goes.
protocol TemplateSink {
    static var json: TemplateJSON.Characters { get }

    mutating func append(_ text: TemplateText)

    /// - Throws: when the value cannot be taken as it is.
    mutating func append(_ output: TemplateOutput) throws(TemplateOperationError)
}
