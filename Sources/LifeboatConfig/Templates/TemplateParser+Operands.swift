/// Literals, names, lists and parentheses, and the filters and tests that follow them.
extension TemplateParser {
    static let reservedNames: Set<String> = ["and", "elif", "else", "if", "in", "is", "not", "or"]

    static let constants: [String: TemplateValue] = [
        "true": .boolean(true), "True": .boolean(true),
        "false": .boolean(false), "False": .boolean(false),
        "none": .none, "None": .none,
    ]

    /// An operand with its filters and tests, which bind tighter than any operator but a sign.
    mutating func parseOperand() throws(TemplateError) -> TemplateExpression {
        let start = current.range.lowerBound
        var value = try parseSigned()
        while true {
            if current.kind == .symbol("|") {
                value = try parseFilter(of: value, from: start)
            } else if current.kind == .name("is") {
                value = try parseTest(of: value, from: start)
            } else {
                return value
            }
            try refusePostfix()
        }
    }

    /// A sign is part of a number; other arithmetic there is none.
    private mutating func parseSigned() throws(TemplateError) -> TemplateExpression {
        let start = current.range.lowerBound
        guard current.kind == .symbol("-") || current.kind == .symbol("+") else {
            let primary = try parsePrimary()
            try refusePostfix()
            return primary
        }
        let isNegative = advance().kind == .symbol("-")
        let operand = try nested { parser throws(TemplateError) in try parser.parseSigned() }
        switch operand.kind {
        case .literal(.integer(let value)):
            return try expression(.literal(.integer(isNegative ? -value : value)), from: start)
        case .literal(.float(let value)):
            return try expression(.literal(.float(isNegative ? -value : value)), from: start)
        default: throw source.error(at: start, "a sign is supported only before a number")
        }
    }

    private mutating func parsePrimary() throws(TemplateError) -> TemplateExpression {
        let start = current.range.lowerBound
        switch current.kind {
        case .name(let name): return try parseName(name)
        case .string(var text):
            advance()
            while case .string(let more) = current.kind {
                text += more
                advance()
            }
            return try expression(.literal(.text(text)), from: start)
        case .integer(let value):
            advance()
            return try expression(.literal(.integer(value)), from: start)
        case .float(let value):
            advance()
            return try expression(.literal(.float(value)), from: start)
        case .symbol("("):
            advance()
            if current.kind == .symbol(")") { throw failure("tuples are not supported", hint: "write a list: []") }
            let inner = try parseExpression()
            try refuseTuple()
            try expect(.symbol(")"), "')'")
            return inner
        case .symbol("["): return try parseList()
        case .symbol("{"): throw failure("dictionaries are not supported")
        default: throw failure("expected an expression, found \(current.description)")
        }
    }

    private mutating func parseName(_ name: String) throws(TemplateError) -> TemplateExpression {
        let start = current.range.lowerBound
        if let constant = Self.constants[name] {
            advance()
            return try expression(.literal(constant), from: start)
        }
        guard !Self.reservedNames.contains(name) else {
            throw failure("expected an expression, found \(current.description)")
        }
        advance()
        guard name == "loop", loopDepth > 0 || current.kind == .symbol(".") else {
            return try expression(.name(name), from: start)
        }
        guard loopDepth > 0 else { throw source.error(at: start, "'loop' is known only inside {% for %}") }
        let supported = TemplateLoopProperty.allCases.map { "loop.\($0.rawValue)" }.joined(separator: ", ")
        guard skip(.symbol(".")), case .name(let propertyName) = current.kind else {
            throw source.error(
                at: start, "'loop' is supported only with one of its properties", hint: "supported: \(supported)")
        }
        guard let property = TemplateLoopProperty(rawValue: propertyName) else {
            throw failure("'loop.\(propertyName)' is not supported", hint: "supported: \(supported)")
        }
        advance()
        return try expression(.loop(property), from: start)
    }

    private mutating func parseList() throws(TemplateError) -> TemplateExpression {
        let start = advance().range.lowerBound
        var elements: [TemplateExpression] = []
        while current.kind != .symbol("]") {
            if !elements.isEmpty {
                try expect(.symbol(","), "',' or ']'")
                if current.kind == .symbol("]") { break }
            }
            elements.append(try parseExpression())
        }
        advance()
        return try expression(.list(elements), from: start)
    }

    private func refusePostfix() throws(TemplateError) {
        switch current.kind {
        case .symbol("."):
            throw failure("attributes ('.') are not supported", hint: "only 'loop' has some, and variables are strings")
        case .symbol("["): throw failure("subscripts ('[ ]') are not supported", hint: "variables are strings")
        case .symbol("("): throw failure("calls ('( )') are not supported")
        default: break
        }
    }

    private mutating func parseTest(of value: TemplateExpression, from start: Int) throws(TemplateError)
        -> TemplateExpression
    {
        advance()
        let negated = skip(.name("not"))
        let offset = current.range.lowerBound
        let name = try parseDottedName("a test after 'is'")
        if skip(.symbol("(")) {
            guard skip(.symbol(")")) else { throw failure("the test '\(name)' takes no arguments") }
        }
        try refuseTestArgument(name)
        guard let test = TemplateTest(rawValue: name) else {
            problems.append(unsupported("test", name, TemplateTest.allCases.map(\.rawValue), at: offset))
            return value
        }
        return try expression(.tested(value, test, negated: negated), from: start)
    }

    /// Jinja takes a word after a test for the test's argument, so that `x is defined if y` does not mean what it says.
    private func refuseTestArgument(_ test: String) throws(TemplateError) {
        switch current.kind {
        case .name("else"), .name("or"), .name("and"): return
        case .name("is"): throw failure("tests cannot be chained", hint: "join them with 'and'")
        case .name, .string, .integer, .float, .symbol("("), .symbol("["), .symbol("{"):
            throw failure(
                "unexpected \(current.description) after the test '\(test)'",
                hint: "put the test into parentheses: (x is \(test))")
        default: return
        }
    }

    private mutating func parseFilter(of value: TemplateExpression, from start: Int) throws(TemplateError)
        -> TemplateExpression
    {
        advance()
        let offset = current.range.lowerBound
        let name = try parseDottedName("a filter after '|'")
        let arguments = skip(.symbol("(")) ? try parseArguments() : []
        guard let filter = TemplateFilter(name: name) else {
            problems.append(unsupported("filter", name, TemplateFilter.allCases.map(\.rawValue), at: offset))
            return value
        }
        let call = TemplateFilterCall(
            filter: filter, arguments: bind(arguments, to: filter, at: offset), offset: offset)
        return try expression(.filtered(value, call), from: start)
    }

    private mutating func parseDottedName(_ expected: String) throws(TemplateError) -> String {
        guard case .name(var name) = current.kind else {
            throw failure("expected \(expected), found \(current.description)")
        }
        advance()
        while skip(.symbol(".")) {
            guard case .name(let more) = current.kind else {
                throw failure("expected a name after '.', found \(current.description)")
            }
            name += ".\(more)"
            advance()
        }
        return name
    }

    private func unsupported(_ what: String, _ name: String, _ supported: [String], at offset: Int) -> TemplateProblem {
        let suggestion = Suggestion.closestMatch(to: name, in: supported).map { "did you mean '\($0)'? " } ?? ""
        return source.problem(
            at: offset, "the \(what) '\(name)' is not supported",
            hint: "\(suggestion)supported: \(supported.joined(separator: ", "))")
    }
}
