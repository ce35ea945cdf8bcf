/// What may follow `is`.
enum TemplateTest: String, Sendable, CaseIterable {
    case defined, none, undefined
}
