/// What expressions are worth. Nil means that a problem was reported.
extension TemplateEvaluator {
    /// The value, where an undefined one is an error.
    mutating func definedValue(of expression: TemplateExpression) -> TemplateValue? {
        guard let value = value(of: expression, .value) else { return nil }
        if case .undefined(let name) = value {
            reportUndefined(name)
            return nil
        }
        return value
    }

    /// All values; each is looked at even when one before it fails, so that all problems show.
    private mutating func definedValues(of expressions: [TemplateExpression]) -> [TemplateValue]? {
        let values = expressions.map { definedValue(of: $0) }
        let defined = values.compactMap(\.self)
        return defined.count == values.count ? defined : nil
    }

    mutating func value(of expression: TemplateExpression, _ need: Need) -> TemplateValue? {
        switch expression.kind {
        case .literal(let value): value
        case .name(let name): lookup(name, at: expression.range.lowerBound, need)
        case .loop(let property): loops.last?.property(property)
        // A loop goes on over the other elements, and through its body for this one too.
        case .list(let elements): .list(elements.map { definedValue(of: $0) ?? .unknown })
        case .not(let operand): negation(operand)
        case .all(let operands): junction(operands, endsOn: false, need)
        case .any(let operands): junction(operands, endsOn: true, need)
        case .comparison(let first, let rest): comparison(first, rest)
        case .concatenation(let operands): concatenation(operands, at: expression.range.lowerBound)
        case .choice(let value, let condition, let otherwise): choice(value, condition, otherwise, need)
        case .tested(let operand, let test, let negated): tested(operand, test, negated)
        case .filtered(let operand, let call): filtered(operand, call, need)
        }
    }

    private mutating func negation(_ operand: TemplateExpression) -> TemplateValue? {
        guard let value = definedValue(of: operand) else { return nil }
        if case .unknown = value { return .unknown }
        return .boolean(!value.isTrue)
    }

    /// `and` and `or`: the first operand that decides, or else the last one, as in Python.
    private mutating func junction(
        _ operands: [TemplateExpression], endsOn decisive: Bool, _ need: Need
    ) -> TemplateValue? {
        var isUnknown = false
        for operand in operands.dropLast() {
            guard let value = definedValue(of: operand) else { return nil }
            if case .unknown = value {
                isUnknown = true
            } else if value.isTrue == decisive, !isUnknown {
                return value
            }
        }
        guard let last = operands.last, let value = value(of: last, need) else { return nil }
        return isUnknown ? .unknown : value
    }

    private mutating func comparison(
        _ first: TemplateExpression, _ rest: [TemplateExpression.Comparison]
    ) -> TemplateValue? {
        var left = definedValue(of: first)
        var isUnknown = false
        for link in rest {
            let right = definedValue(of: link.operand)
            guard let known = left, let right else { return nil }
            if known.isUnknown || right.isUnknown {
                isUnknown = true
            } else {
                let holds = attempt(at: first.range.lowerBound) { _ throws(TemplateOperationError) in
                    try link.comparison.holds(known, right)
                }
                guard let holds else { return nil }
                if !holds { return isUnknown ? .unknown : .boolean(false) }
            }
            left = right
        }
        return isUnknown ? .unknown : .boolean(true)
    }

    private mutating func concatenation(_ operands: [TemplateExpression], at offset: Int) -> TemplateValue? {
        guard let values = definedValues(of: operands) else { return nil }
        if values.contains(where: \.isUnknown) { return .unknown }
        return attempt(at: offset) { _ throws(TemplateOperationError) in
            var output = BoundedText()
            for value in values { try output.append(try value.printed()) }
            return .text(output.text)
        }
    }

    private mutating func choice(
        _ value: TemplateExpression, _ condition: TemplateExpression, _ otherwise: TemplateExpression, _ need: Need
    ) -> TemplateValue? {
        guard let decision = definedValue(of: condition) else { return nil }
        if case .unknown = decision {
            let value = self.value(of: value, need)
            let otherwise = self.value(of: otherwise, need)
            return value == nil || otherwise == nil ? nil : .unknown
        }
        return self.value(of: decision.isTrue ? value : otherwise, need)
    }

    private mutating func tested(
        _ operand: TemplateExpression, _ test: TemplateTest, _ negated: Bool
    ) -> TemplateValue? {
        guard let value = value(of: operand, .optional(default: nil)) else { return nil }
        let holds: Bool
        switch (test, value) {
        case (.none, .none): holds = true
        case (.none, .unknown):
            // A variable is a string; only what was made of one may be none.
            guard case .name = operand.kind else { return .unknown }
            holds = false
        case (.none, _): holds = false
        case (.defined, _): holds = isDefined(value, operand)
        case (.undefined, _): holds = !isDefined(value, operand)
        }
        return .boolean(holds != negated)
    }

    private func isDefined(_ value: TemplateValue, _ operand: TemplateExpression) -> Bool {
        switch (value, operand.kind) {
        case (.undefined, _): false
        case (.unknown, .name): missing != .open(countsAsDefined: false)
        default: true
        }
    }

    private mutating func filtered(
        _ operand: TemplateExpression, _ call: TemplateFilterCall, _ need: Need
    ) -> TemplateValue? {
        if call.filter == .default { return defaulted(operand, call, need) }
        let value = definedValue(of: operand)
        var arguments: [TemplateValue?] = []
        var isComplete = value != nil
        for argument in call.arguments {
            guard let argument else {
                arguments.append(nil)
                continue
            }
            let argumentValue = call.filter == .int ? self.value(of: argument, need) : definedValue(of: argument)
            isComplete = isComplete && argumentValue != nil
            arguments.append(argumentValue)
        }
        guard let value, isComplete else { return nil }
        if value.isUnknown || arguments.contains(where: { $0?.isUnknown == true }) { return .unknown }
        return attempt(at: call.offset) { _ throws(TemplateOperationError) in
            try call.filter.apply(to: value, arguments, json: Sink.json)
        }
    }

    private mutating func defaulted(
        _ operand: TemplateExpression, _ call: TemplateFilterCall, _ need: Need
    ) -> TemplateValue? {
        let value = value(of: operand, .optional(default: literalText(call.arguments[0])))
        let fallback = call.arguments[0].map { self.value(of: $0, need) } ?? .text("")
        let alsoEmpty = call.arguments[1].map { self.value(of: $0, .value) } ?? .boolean(false)
        guard let value, let fallback, let alsoEmpty else { return nil }
        switch (value, alsoEmpty) {
        case (.undefined, _): return fallback
        case (.unknown, _): return .unknown
        case (_, .undefined(let name)):
            reportUndefined(name)
            return nil
        case (_, .unknown): return value.isTrue ? value : .unknown
        default: return alsoEmpty.isTrue && !value.isTrue ? fallback : value
        }
    }

    private func literalText(_ expression: TemplateExpression?) -> String? {
        switch expression?.kind {
        case nil: ""
        case .literal(let value): try? value.printed()
        default: nil
        }
    }
}
