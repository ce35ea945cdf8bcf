/// Turns tokens into nodes, by Jinja's grammar as far as it is supported.
///
/// The first thing that cannot be read ends the parsing. A filter or a test that does not exist, or that is used wrongly,
/// does not: these are collected in ``problems``, so that one reading reports them all.
struct TemplateParser {
    let source: TemplateSource
    let tokens: [TemplateToken]
    var problems: [TemplateProblem] = []
    private var index = 0
    private var depth = 0
    /// How many loops surround the current place; `loop` is an ordinary name outside of all.
    var loopDepth = 0

    private init(source: TemplateSource, tokens: [TemplateToken]) {
        self.source = source
        self.tokens = tokens
    }

    /// - Throws: with every problem that was found.
    static func nodes(of source: TemplateSource) throws(TemplateError) -> [TemplateNode] {
        var parser = TemplateParser(source: source, tokens: try TemplateLexer.tokens(of: source))
        var nodes: [TemplateNode] = []
        do {
            nodes = try parser.parseBody(until: [])
        } catch {
            throw TemplateError(problems: parser.problems + error.problems)
        }
        guard parser.problems.isEmpty else { throw TemplateError(problems: parser.problems) }
        return nodes
    }

    // MARK: Tokens

    var current: TemplateToken { tokens[index] }

    var next: TemplateToken { tokens[min(index + 1, tokens.count - 1)] }

    /// Where the last token that was taken ends.
    var endOfPrevious: Int { index == 0 ? 0 : tokens[index - 1].range.upperBound }

    @discardableResult
    mutating func advance() -> TemplateToken {
        defer { if index + 1 < tokens.count { index += 1 } }
        return tokens[index]
    }

    mutating func skip(_ kind: TemplateToken.Kind) -> Bool {
        guard current.kind == kind else { return false }
        advance()
        return true
    }

    mutating func expect(_ kind: TemplateToken.Kind, _ description: String) throws(TemplateError) {
        guard skip(kind) else { throw failure("expected \(description), found \(current.description)") }
    }

    func failure(_ what: String, hint: String? = nil) -> TemplateError {
        source.error(at: current.range.lowerBound, what, hint: hint)
    }

    func tooDeep(at offset: Int) -> TemplateError {
        source.error(at: offset, "nested more than \(TemplateLimits.nesting) levels deep")
    }

    /// Counts one level of nesting for the time that `parse` takes.
    mutating func nested<Result>(
        _ parse: (inout TemplateParser) throws(TemplateError) -> Result
    ) throws(TemplateError) -> Result {
        guard depth < TemplateLimits.nesting else {
            throw tooDeep(at: current.range.lowerBound)
        }
        depth += 1
        defer { depth -= 1 }
        return try parse(&self)
    }

    // MARK: Nodes

    /// Parses up to a tag with one of the names, whose name is then the current token, or to the end of the template.
    private mutating func parseBody(until endings: [String]) throws(TemplateError) -> [TemplateNode] {
        var nodes: [TemplateNode] = []
        while current.kind != .end {
            let token = advance()
            switch token.kind {
            case .text:
                nodes.append(.text(TemplateText(text: source.text(token.range), range: token.range)))
            case .outputBegin:
                let expression = try parseExpression()
                try refuseTuple()
                try expect(.outputEnd, "'}}'")
                nodes.append(.output(expression, offset: token.range.lowerBound))
            default:
                if case .name(let name) = current.kind, endings.contains(name) { return nodes }
                let node = try nested { parser throws(TemplateError) in try parser.parseTag(token) }
                try expect(.tagEnd, "'%}'")
                nodes.append(node)
            }
        }
        return nodes
    }

    private mutating func parseTag(_ opening: TemplateToken) throws(TemplateError) -> TemplateNode {
        guard case .name(let name) = current.kind else {
            throw failure("expected the name of a tag, found \(current.description)")
        }
        switch name {
        case "if": return try parseConditional(opening)
        case "for": return try parseLoop(opening)
        case "elif", "else", "endif", "endfor", "endraw": throw failure("unexpected {% \(name) %}")
        default:
            throw failure("the tag '\(name)' is not supported", hint: "supported: if, elif, else, for, raw")
        }
    }

    private mutating func parseConditional(_ opening: TemplateToken) throws(TemplateError) -> TemplateNode {
        var branches: [TemplateNode.Branch] = []
        repeat {
            advance()
            let condition = try parseDisjunction()
            try refuseTuple()
            let body = try parseBlock("if", opening, until: ["elif", "else", "endif"])
            branches.append(TemplateNode.Branch(condition: condition, body: body))
        } while current.kind == .name("elif")
        let otherwise = try parseElse("if", opening)
        return .conditional(branches, otherwise: otherwise)
    }

    private mutating func parseLoop(_ opening: TemplateToken) throws(TemplateError) -> TemplateNode {
        advance()
        let variable = try parseLoopVariable()
        try expect(.name("in"), "'in'")
        let sequence = try parseDisjunction()
        try refuseTuple()
        if current.kind == .name("if") {
            throw failure("a condition in {% for %} is not supported", hint: "put {% if %} into the loop")
        }
        if current.kind == .name("recursive") { throw failure("'recursive' is not supported") }
        loopDepth += 1
        let body = try parseBlock("for", opening, until: ["else", "endfor"])
        loopDepth -= 1
        let otherwise = try parseElse("for", opening)
        return .loop(TemplateNode.Loop(variable: variable, sequence: sequence, body: body, otherwise: otherwise))
    }

    private mutating func parseLoopVariable() throws(TemplateError) -> String {
        guard case .name(let name) = current.kind else {
            throw failure("expected a name after 'for', found \(current.description)")
        }
        guard !Self.reservedNames.contains(name), !Self.constants.keys.contains(name), name != "loop" else {
            throw failure("'\(name)' cannot be the variable of a loop")
        }
        advance()
        if current.kind == .symbol(",") {
            throw failure("more than one variable in {% for %} is not supported", hint: "lists hold single values")
        }
        return name
    }

    /// The rest of an opening tag and what follows it, up to one of the tags named.
    private mutating func parseBlock(
        _ name: String, _ opening: TemplateToken, until endings: [String]
    ) throws(TemplateError) -> [TemplateNode] {
        _ = skip(.symbol(":"))
        try expect(.tagEnd, "'%}'")
        let nodes = try parseBody(until: endings)
        if current.kind == .end {
            throw source.error(
                at: opening.range.lowerBound, "{% \(name) %} is not closed", hint: "it ends with {% end\(name) %}")
        }
        return nodes
    }

    /// The current token is `else` or the name that ends the block; both are taken.
    private mutating func parseElse(_ name: String, _ opening: TemplateToken) throws(TemplateError) -> [TemplateNode] {
        var otherwise: [TemplateNode] = []
        if skip(.name("else")) {
            otherwise = try parseBlock(name, opening, until: ["end\(name)"])
        }
        advance()
        return otherwise
    }

    func refuseTuple() throws(TemplateError) {
        if current.kind == .symbol(",") {
            throw failure("tuples are not supported", hint: "write a list: [a, b]")
        }
    }
}
