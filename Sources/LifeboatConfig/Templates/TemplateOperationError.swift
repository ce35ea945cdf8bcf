/// An operation that its operands do not allow. Whoever knows the place turns it into a ``TemplateProblem``.
///
/// The text never contains a value.
struct TemplateOperationError: Error {
    let what: String
    var hint: String?

    static let tooLarge = TemplateOperationError(
        what: "a value grows beyond \(TemplateLimits.outputSize >> 20) MiB")
}
