/// Walks through a template and hands what comes of it to a sink.
///
/// What goes wrong is noted and the walk goes on, so that one rendering reports everything that can be known:
/// a value that could not be had is nil, and where it belongs the sink gets an output that is open.
struct TemplateEvaluator<Sink: TemplateSink> {
    /// What a variable without a value is.
    enum Missing: Equatable {
        /// An error wherever it is used.
        case undefined
        /// A value to be filled in later, and whether `is defined` holds for it.
        case open(countsAsDefined: Bool)
    }

    /// How much an expression's place asks of a variable.
    enum Need {
        case value
        /// It may be undefined; the text is what stands for it then, if that is a literal.
        case optional(default: String?)
    }

    let source: TemplateSource
    let variables: TemplateVariables
    let missing: Missing
    var sink: Sink
    var uses: [String: TemplateVariableUse] = [:]
    /// The variables that the current expression used so far.
    var origins: [String] = []
    var loops: [TemplateLoopState] = []
    private var lookups: [String: TemplateVariableLookup] = [:]
    private var problems: [TemplateProblem] = []
    private var reported: Set<TemplateProblem> = []
    private var undefined: [String: UndefinedUses] = [:]
    private var size = 0
    private var rounds = 0
    /// A limit was reached: what was rendered ends in the middle.
    private(set) var isStopped = false
    /// A condition or a list was not known, so that the part that depends on it was left out.
    private(set) var isPartial = false

    init(source: TemplateSource, variables: TemplateVariables, missing: Missing, sink: Sink) {
        self.source = source
        self.variables = variables
        self.missing = missing
        self.sink = sink
    }

    /// - Throws: with every problem, after the whole template was walked through or a limit was reached.
    mutating func run(_ nodes: [TemplateNode]) throws(TemplateError) {
        let found = runWhole(nodes)
        guard found.isEmpty else { throw TemplateError(problems: found) }
    }

    /// Walks through the whole template, or up to a limit, and gives every problem.
    mutating func runWhole(_ nodes: [TemplateNode]) -> [TemplateProblem] {
        render(nodes)
        return problems + undefined.map { $1.problem(name: $0, in: source) }
    }

    // MARK: Nodes

    private mutating func render(_ nodes: [TemplateNode]) {
        for node in nodes where !isStopped {
            switch node {
            case .text(let text):
                if grow(by: text.text.utf8.count, at: text.range.lowerBound) { sink.append(text) }
            case .output(let expression, let offset): output(expression, offset)
            case .conditional(let branches, let otherwise): conditional(branches, otherwise)
            case .loop(let loop): self.loop(loop)
            }
        }
    }

    private mutating func output(_ expression: TemplateExpression, _ offset: Int) {
        origins = []
        let value = definedValue(of: expression)
        let isAppended: Void? = value.flatMap { value in
            attempt(at: offset) { evaluator throws(TemplateOperationError) in
                let text = value.isUnknown ? nil : try value.printed()
                guard evaluator.grow(by: text?.utf8.count ?? 0, at: offset) else { return }
                try evaluator.append(text, of: expression, offset)
            }
        }
        guard isAppended == nil else { return }
        attempt(at: offset) { evaluator throws(TemplateOperationError) in
            try evaluator.append(nil, of: expression, offset)
        }
    }

    private mutating func append(
        _ text: String?, of expression: TemplateExpression, _ offset: Int
    ) throws(TemplateOperationError) {
        try sink.append(
            TemplateOutput(
                value: text, isYAML: expression.givesYAML, variables: origins, expression: expression, offset: offset))
    }

    private mutating func conditional(_ branches: [TemplateNode.Branch], _ otherwise: [TemplateNode]) {
        for branch in branches {
            origins = []
            guard let condition = definedValue(of: branch.condition) else {
                isPartial = true
                return
            }
            if case .unknown = condition {
                reportOpenControl("if", branch.condition)
                return
            }
            if condition.isTrue {
                render(branch.body)
                return
            }
        }
        render(otherwise)
    }

    private mutating func loop(_ loop: TemplateNode.Loop) {
        origins = []
        let offset = loop.sequence.range.lowerBound
        guard let sequence = definedValue(of: loop.sequence) else {
            isPartial = true
            return
        }
        if case .unknown = sequence {
            reportOpenControl("for", loop.sequence)
            return
        }
        let elements = attempt(at: offset) { _ throws(TemplateOperationError) in try sequence.elements() }
        guard let elements else {
            isPartial = true
            return
        }
        if elements.isEmpty { return render(loop.otherwise) }
        loops.append(TemplateLoopState(variable: loop.variable, origins: origins, count: elements.count))
        for (index, element) in elements.enumerated() where !isStopped {
            rounds += 1
            guard rounds <= TemplateLimits.loopRounds else {
                stop(at: offset, "the loops go through more than \(TemplateLimits.loopRounds) rounds")
                break
            }
            loops[loops.count - 1].index = index
            loops[loops.count - 1].value = element
            render(loop.body)
        }
        loops.removeLast()
    }

    /// Counts what is rendered; false when it is too much, which ends the rendering.
    private mutating func grow(by count: Int, at offset: Int) -> Bool {
        size += count
        guard size > TemplateLimits.outputSize else { return true }
        stop(at: offset, "the template renders to more than \(TemplateLimits.outputSize >> 20) MiB")
        return false
    }

    // MARK: Variables

    mutating func lookup(_ name: String, at offset: Int, _ need: Need) -> TemplateValue? {
        if let loop = loops.last(where: { $0.variable == name }) {
            for origin in loop.origins { note(origin) }
            return loop.value
        }
        note(name)
        let isFirst = lookups[name] == nil
        let found = lookups[name] ?? variables.lookup(name)
        lookups[name] = found
        switch found {
        case .value(let value):
            record(name, at: offset, need, isKnown: true)
            return .text(value)
        case .undefined:
            record(name, at: offset, need, isKnown: false)
            return missing == .undefined ? .undefined(UndefinedName(name: name, offset: offset)) : .unknown
        case .failed(let error):
            if isFirst { report(at: offset, error.what, hint: error.hint) }
            return nil
        }
    }

    private mutating func note(_ name: String) {
        if !origins.contains(name) { origins.append(name) }
    }

    private mutating func record(_ name: String, at offset: Int, _ need: Need, isKnown: Bool) {
        var use =
            uses[name]
            ?? TemplateVariableUse(
                name: name, environmentName: TemplateVariables.environmentName(of: name),
                position: source.position(at: offset), isRequired: false, isKnown: isKnown)
        switch need {
        case .value: use.isRequired = true
        case .optional(let text): use.defaultText = use.defaultText ?? text
        }
        uses[name] = use
    }

    // MARK: Problems

    /// Does something that may fail; nil when it did, which is then reported.
    @discardableResult
    mutating func attempt<Result>(
        at offset: Int, _ action: (inout TemplateEvaluator) throws(TemplateOperationError) -> Result
    ) -> Result? {
        do {
            return try action(&self)
        } catch {
            report(at: offset, error.what, hint: error.hint)
            return nil
        }
    }

    mutating func report(at offset: Int, _ what: String, hint: String? = nil) {
        let problem = source.problem(at: offset, what, hint: hint)
        if reported.insert(problem).inserted { problems.append(problem) }
    }

    /// Each variable is one problem, however often it is used.
    mutating func reportUndefined(_ found: UndefinedName) {
        if undefined[found.name] == nil {
            let candidates = variables.visibleNames(like: found.name) + loops.map(\.variable)
            undefined[found.name] = UndefinedUses(
                suggestion: Suggestion.closestMatch(to: found.name, in: candidates))
        }
        undefined[found.name]?.offsets.insert(found.offset)
    }

    private mutating func reportOpenControl(_ tag: String, _ expression: TemplateExpression) {
        guard missing != .undefined else {
            // Why it is not known was reported.
            isPartial = true
            return
        }
        let names = origins.map { "'\($0)'" }.joined(separator: ", ")
        report(
            at: expression.range.lowerBound,
            "{% \(tag) %} depends on \(names), whose value is not known where variables are left open",
            hint: "ask only whether it is defined, or give its value")
    }

    private mutating func stop(at offset: Int, _ what: String) {
        report(at: offset, what)
        isStopped = true
    }
}
