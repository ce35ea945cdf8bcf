/// Text that refuses to grow beyond ``TemplateLimits/outputSize``, checked at each step,
/// since a few chained filters can ask for more memory than any machine has.
struct BoundedText {
    private(set) var text = ""

    mutating func append(_ more: String) throws(TemplateOperationError) {
        guard text.utf8.count + more.utf8.count <= TemplateLimits.outputSize else {
            throw TemplateOperationError.tooLarge
        }
        text += more
    }

    mutating func append(_ scalar: Unicode.Scalar) throws(TemplateOperationError) {
        guard text.utf8.count < TemplateLimits.outputSize - 4 else { throw TemplateOperationError.tooLarge }
        text.unicodeScalars.append(scalar)
    }
}
