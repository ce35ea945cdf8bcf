/// All places where a template uses a variable that nothing defines.
struct UndefinedUses {
    /// A name that is defined and looks much like it.
    let suggestion: String?
    var offsets: Set<Int> = []

    /// At the first place; the others are named by their lines.
    func problem(name: String, in source: TemplateSource) -> TemplateProblem {
        let positions = offsets.sorted().map(source.position)
        let first = positions.first ?? source.position(at: 0)
        let variable = TemplateVariables.environmentName(of: name)
        var lines: [Int] = []
        for position in positions where position.line != first.line && lines.last != position.line {
            lines.append(position.line)
        }
        let also = lines.isEmpty ? "" : "; it is also used on line \(lines.map(String.init).joined(separator: ", "))"
        let meant = suggestion.map { "did you mean '\($0)'? otherwise " } ?? ""
        return TemplateProblem(
            first, "the variable '\(name)' is not defined",
            hint:
                "\(meant)set \(variable) or \(variable)_FILE, or give it a default: {{ \(name) | default('…') }}\(also)"
        )
    }
}
