/// What a template can ask the loop it is in.
enum TemplateLoopProperty: String, Sendable, CaseIterable {
    case first, index, index0, last, length
}
