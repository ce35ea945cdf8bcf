/// The arguments of a filter.
extension TemplateParser {
    struct Argument {
        let name: String?
        let value: TemplateExpression
    }

    /// What follows the opening parenthesis, the closing one included.
    mutating func parseArguments() throws(TemplateError) -> [Argument] {
        var arguments: [Argument] = []
        while current.kind != .symbol(")") {
            if !arguments.isEmpty {
                try expect(.symbol(","), "',' or ')'")
                if current.kind == .symbol(")") { break }
            }
            if current.kind == .symbol("*") || current.kind == .symbol("**") {
                throw failure("unpacked arguments are not supported")
            }
            var name: String?
            if case .name(let keyword) = current.kind, next.kind == .symbol("=") {
                name = keyword
                advance()
                advance()
            } else if arguments.last?.name != nil {
                throw failure("an argument without a name cannot follow one with a name")
            }
            arguments.append(Argument(name: name, value: try parseExpression()))
        }
        advance()
        return arguments
    }

    /// Matches arguments to parameters; what does not match is added to ``problems``.
    mutating func bind(
        _ arguments: [Argument], to filter: TemplateFilter, at offset: Int
    ) -> [TemplateExpression?] {
        let parameters = filter.parameters
        var bound = [TemplateExpression?](repeating: nil, count: parameters.count)
        for (index, argument) in arguments.enumerated() {
            let place = argument.name.map { parameters.firstIndex(of: $0) } ?? (index < parameters.count ? index : nil)
            guard let place, bound[place] == nil else {
                problems.append(refusal(of: argument, filter))
                continue
            }
            bound[place] = argument.value
        }
        for (parameter, value) in zip(parameters, bound).prefix(filter.requiredParameters) where value == nil {
            problems.append(
                source.problem(at: offset, "the filter '\(filter.rawValue)' needs the argument '\(parameter)'"))
        }
        return bound
    }

    private func refusal(of argument: Argument, _ filter: TemplateFilter) -> TemplateProblem {
        let parameters = filter.parameters
        let what: String
        if let name = argument.name, parameters.contains(name) {
            what = "the filter '\(filter.rawValue)' has its argument '\(name)' twice"
        } else if let name = argument.name {
            what = "the argument '\(name)' of the filter '\(filter.rawValue)' is not supported"
        } else {
            what = "too many arguments for the filter '\(filter.rawValue)'"
        }
        let hint = parameters.isEmpty ? "it takes none" : "it takes: \(parameters.joined(separator: ", "))"
        return source.problem(at: argument.value.range.lowerBound, what, hint: hint)
    }
}
