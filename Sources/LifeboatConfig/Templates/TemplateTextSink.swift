/// Renders to plain text, exactly as Jinja does.
struct TemplateTextSink: TemplateSink {
    static let json = TemplateJSON.Characters.ascii

    private(set) var text = ""

    mutating func append(_ text: TemplateText) {
        self.text += text.text
    }

    mutating func append(_ output: TemplateOutput) {
        text += output.value ?? ""
    }
}
