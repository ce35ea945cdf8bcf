/// What an environment has to say about a variable.
enum TemplateVariableLookup: Sendable {
    case value(String)
    case undefined
    /// It is there, but its value cannot be had.
    case failed(TemplateOperationError)
}
