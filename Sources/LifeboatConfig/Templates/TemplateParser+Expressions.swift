/// The operators, from the loosest to the tightest.
extension TemplateParser {
    /// A whole expression. The inline `if` may stand in `{{ }}`, in brackets and in arguments, not in a tag, as in Jinja.
    mutating func parseExpression() throws(TemplateError) -> TemplateExpression {
        try nested { parser throws(TemplateError) in try parser.parseChoice() }
    }

    private mutating func parseChoice() throws(TemplateError) -> TemplateExpression {
        let start = current.range.lowerBound
        var value = try parseDisjunction()
        while skip(.name("if")) {
            let condition = try parseDisjunction()
            guard skip(.name("else")) else {
                throw failure("an inline 'if' without 'else' is not supported", hint: "write: a if condition else b")
            }
            let otherwise = try parseExpression()
            value = try expression(.choice(value, condition: condition, otherwise: otherwise), from: start)
        }
        return value
    }

    mutating func parseDisjunction() throws(TemplateError) -> TemplateExpression {
        let start = current.range.lowerBound
        var operands = [try parseConjunction()]
        while skip(.name("or")) { operands.append(try parseConjunction()) }
        return try operands.count == 1 ? operands[0] : expression(.any(operands), from: start)
    }

    private mutating func parseConjunction() throws(TemplateError) -> TemplateExpression {
        let start = current.range.lowerBound
        var operands = [try parseNegation()]
        while skip(.name("and")) { operands.append(try parseNegation()) }
        return try operands.count == 1 ? operands[0] : expression(.all(operands), from: start)
    }

    private mutating func parseNegation() throws(TemplateError) -> TemplateExpression {
        let start = current.range.lowerBound
        guard skip(.name("not")) else { return try parseComparison() }
        let operand = try nested { parser throws(TemplateError) in try parser.parseNegation() }
        return try expression(.not(operand), from: start)
    }

    private mutating func parseComparison() throws(TemplateError) -> TemplateExpression {
        let start = current.range.lowerBound
        let first = try parseConcatenation()
        var rest: [TemplateExpression.Comparison] = []
        while let comparison = takeComparison() {
            rest.append(TemplateExpression.Comparison(comparison: comparison, operand: try parseConcatenation()))
        }
        return try rest.isEmpty ? first : expression(.comparison(first, rest), from: start)
    }

    private mutating func takeComparison() -> TemplateComparison? {
        switch current.kind {
        case .symbol(let symbol):
            guard let comparison = TemplateComparison(rawValue: symbol) else { return nil }
            advance()
            return comparison
        case .name("in"):
            advance()
            return .isIn
        case .name("not") where next.kind == .name("in"):
            advance()
            advance()
            return .isNotIn
        default: return nil
        }
    }

    private mutating func parseConcatenation() throws(TemplateError) -> TemplateExpression {
        let start = current.range.lowerBound
        var operands = [try parseOperand()]
        while true {
            if case .symbol(let symbol) = current.kind, ["+", "-", "*", "/", "//", "%", "**"].contains(symbol) {
                throw failure("arithmetic ('\(symbol)') is not supported", hint: "'~' joins values to one string")
            }
            guard skip(.symbol("~")) else { break }
            operands.append(try parseOperand())
        }
        return try operands.count == 1 ? operands[0] : expression(.concatenation(operands), from: start)
    }

    /// Makes an expression of what was read since `start`.
    ///
    /// - Throws: when it is too high. The parser's own depth does not bound that: a row of filters is read without nesting.
    func expression(_ kind: TemplateExpression.Kind, from start: Int) throws(TemplateError) -> TemplateExpression {
        let expression = TemplateExpression(kind: kind, range: start..<endOfPrevious)
        guard expression.height <= TemplateLimits.nesting else { throw tooDeep(at: start) }
        return expression
    }
}
