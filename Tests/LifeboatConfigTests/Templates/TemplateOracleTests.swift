import Testing

@testable import LifeboatConfig

/// What this engine renders is what Python's Jinja2 renders, and what is an error there is one here.
@Suite(.enabled(if: JinjaOracle.isEnabled, "python3 with jinja2 3.1 and yaml is not installed"))
struct TemplateOracleTests {
    private let variables = TemplateVariables(environment: OracleTemplates.variables)

    @Test func handwrittenTemplatesRenderAsInJinja() throws {
        try compare(OracleTemplates.all, minimumRendered: OracleTemplates.all.count / 2)
    }

    @Test(arguments: 0..<6)
    func randomTemplatesRenderAsInJinja(_ part: Int) throws {
        let templates = (1...500).map { RandomTemplate.text(seed: UInt64(part * 500 + $0)) }
        try compare(templates, minimumRendered: templates.count / 2)
    }

    private func compare(_ templates: [String], minimumRendered: Int) throws {
        let answers = try JinjaOracle.answers(
            to: templates.map { .template($0, variables: OracleTemplates.pythonVariables) })
        var rendered = 0
        for (template, answer) in zip(templates, answers) {
            do throws(TemplateError) {
                let text = try Template(template).text(variables)
                rendered += 1
                #expect(
                    answer.text.map { PythonText.areEqual($0, text) } == true,
                    "\(template.debugDescription)\nours:   \(text.debugDescription)\npython: \(answer)")
            } catch {
                #expect(
                    answer.error != nil,
                    "\(template.debugDescription)\nours:   \(error)\npython: \(answer.text.debugDescription)")
            }
        }
        #expect(rendered >= minimumRendered)
    }
}
