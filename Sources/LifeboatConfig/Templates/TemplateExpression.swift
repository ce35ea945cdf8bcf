/// An expression as it was parsed, and which part of the template it is.
struct TemplateExpression: Sendable {
    indirect enum Kind: Sendable {
        case literal(TemplateValue)
        case list([TemplateExpression])
        case name(String)
        case loop(TemplateLoopProperty)
        case filtered(TemplateExpression, TemplateFilterCall)
        case tested(TemplateExpression, TemplateTest, negated: Bool)
        case not(TemplateExpression)
        case all([TemplateExpression])
        case any([TemplateExpression])
        case comparison(TemplateExpression, [Comparison])
        case concatenation([TemplateExpression])
        case choice(TemplateExpression, condition: TemplateExpression, otherwise: TemplateExpression)
    }

    /// One operator of a chain with its right operand.
    struct Comparison: Sendable {
        let comparison: TemplateComparison
        let operand: TemplateExpression
    }

    let kind: Kind
    let range: Range<Int>
    /// How many expressions lie within each other; evaluation goes as deep.
    let height: Int

    init(kind: Kind, range: Range<Int>) {
        self.kind = kind
        self.range = range
        self.height = 1 + (kind.parts.map(\.height).max() ?? 0)
    }

    /// Whether the outermost filter says that the result is YAML.
    var givesYAML: Bool {
        guard case .filtered(_, let call) = kind else { return false }
        return call.filter.givesYAML
    }
}

extension TemplateExpression.Kind {
    /// The expressions that it is made of.
    var parts: [TemplateExpression] {
        switch self {
        case .literal, .name, .loop: []
        case .list(let parts), .all(let parts), .any(let parts), .concatenation(let parts): parts
        case .filtered(let part, let call): [part] + call.arguments.compactMap(\.self)
        case .tested(let part, _, _), .not(let part): [part]
        case .comparison(let first, let rest): [first] + rest.map(\.operand)
        case .choice(let value, let condition, let otherwise): [value, condition, otherwise]
        }
    }
}
