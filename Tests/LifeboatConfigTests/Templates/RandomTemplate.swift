import LifeboatTesting

/// Composes templates of the language from a seed.
///
/// Left out is what differs on purpose: undefined elements of lists, the mark that Python prints on safe ones, huge numbers,
/// a comment that is open where the template ends.
struct RandomTemplate {
    private var random: SeededGenerator
    private var depth = 0
    private var loopVariables: [String] = []
    /// Inside a list, where nothing may be undefined or marked as safe.
    private var isPlain = false

    private init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    static func text(seed: UInt64) -> String {
        var template = RandomTemplate(seed: seed)
        return template.body(pieces: 6)
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &random)]
    }

    private mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    // MARK: Nodes

    private mutating func body(pieces: Int) -> String {
        (0..<Int.random(in: 1...pieces, using: &random)).map { _ in piece() }.joined()
    }

    private mutating func piece() -> String {
        depth += 1
        defer { depth -= 1 }
        switch Int.random(in: 0..<(depth > 3 ? 8 : 12), using: &random) {
        case 0...2: return text()
        case 3...6: return "{{\(sign()) \(expression()) \(closingSign())}}"
        case 7: return pick(["{#\(sign()) note \(closingSign())#}", raw()])
        case 8...9: return conditional()
        default: return loop()
        }
    }

    private mutating func text() -> String {
        let pieces = [
            "key: ", "\n", "\r\n", "  ", "'", "\"", "ä", "😀", "{", "}", "%", " #", "- a\n", "\t", "\u{a0}", "x",
        ]
        return (0..<Int.random(in: 1...4, using: &random)).map { _ in pick(pieces) }.joined()
    }

    private mutating func raw() -> String {
        "{%\(sign()) raw %}\(text()){{ x }}{% if %}\(text()){%\(sign()) endraw \(closingSign())%}"
    }

    private mutating func conditional() -> String {
        var result = tag("if \(expression())") + body(pieces: 3)
        if chance(30) { result += tag("elif \(expression())") + body(pieces: 2) }
        if chance(50) { result += tag("else") + body(pieces: 2) }
        return result + tag("endif")
    }

    private mutating func loop() -> String {
        let name = pick(["x", "y", "host"])
        var result = tag("for \(name) in \(chance(80) ? list() : "(\(expression()))")")
        loopVariables.append(name)
        result += body(pieces: 3)
        loopVariables.removeLast()
        if chance(30) { result += tag("else") + body(pieces: 2) }
        return result + tag("endfor")
    }

    private mutating func tag(_ content: String) -> String {
        "{%\(sign()) \(content) \(closingSign())%}"
    }

    private mutating func sign() -> String { pick(["", "", "", "-", "+"]) }

    private mutating func closingSign() -> String { pick(["", "", "", "-"]) }

    // MARK: Expressions

    private mutating func expression() -> String {
        depth += 1
        defer { depth -= 1 }
        if depth > 5 { return chance(60) ? name() : literal() }
        switch Int.random(in: 0..<20, using: &random) {
        case 0...3: return name()
        case 4...5: return literal()
        case 6...10: return "\(operand())\(filter())"
        case 11: return "\(operand())\(filter())\(filter())"
        case 12: return "\(operand()) ~ \(operand())"
        case 13: return "\(operand()) \(pick(["==", "!=", "==", "<", "<=", ">", ">="])) \(operand())"
        case 14: return membership()
        case 15: return "(\(expression())) \(pick(["and", "or"])) (\(expression()))"
        case 16: return "not (\(expression()))"
        case 17: return "((\(expression())) if (\(expression())) else (\(expression())))"
        case 18: return "\(name()) is \(pick(["", "not "]))\(pick(["defined", "undefined", "none"]))"
        default: return list()
        }
    }

    private mutating func operand() -> String {
        chance(60) ? name() : chance(50) ? literal() : "(\(expression()))"
    }

    private mutating func membership() -> String {
        let wasPlain = isPlain
        isPlain = true
        defer { isPlain = wasPlain }
        return "\(operand()) \(pick(["in", "not in"])) \(chance(50) ? list() : operand())"
    }

    private mutating func name() -> String {
        if !loopVariables.isEmpty, chance(40) {
            return chance(50) ? pick(loopVariables) : "loop.\(pick(["index", "index0", "first", "last", "length"]))"
        }
        if !isPlain, chance(7) { return pick(["nope", "missing"]) }
        return pick(["name", "HOST", "empty", "zero", "number", "spaced", "quoted", "greek", "encoded", "markup"])
    }

    private mutating func literal() -> String {
        pick([
            "'a'", "\"it's\"", "'\\n\\t\\\\'", "'\\x41\\u00e9\\q'", "''", "'<b>&\\''", "'😀'", "'1' '2'", "0", "1", "42",
            "-3",
            "1_000", "0x1F", "1.5", "2e3", "0.1", "-0.0", "true", "False", "none", "None", "'a,b'", "' 12 '", "'3.9'",
        ])
    }

    private mutating func list() -> String {
        let wasPlain = isPlain
        isPlain = true
        defer { isPlain = wasPlain }
        let count = Int.random(in: 0...3, using: &random)
        return "[\((0..<count).map { _ in chance(50) ? literal() : expression() }.joined(separator: ", "))]"
    }

    private mutating func filter() -> String {
        var filters = [
            "|lower", "|upper", "|trim", "|trim('a ')", "|int", "|int(7)", "|int(default='no')", "|b64encode",
            "|b64decode",
            "|join", "|join(', ')", "|default('d')", "|d(\(literal()), true)", "|default(boolean=true)",
            "|replace('a', 'bb')", "|replace('', '-', 2)", "|replace(1, \(literal()))", "|default(\(name()))",
        ]
        if !isPlain { filters += ["|safe", "|tojson", "|tojson"] }
        return pick(filters)
    }
}
