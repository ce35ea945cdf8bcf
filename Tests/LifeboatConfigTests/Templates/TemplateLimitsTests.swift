import Testing

@testable import LifeboatConfig

/// Input that asks for too much ends in an error, soon and with little memory.
struct TemplateLimitsTests {
    private func message(_ template: String, _ environment: [String: String] = [:]) -> String {
        do throws(TemplateError) {
            return "rendered \(try Template(template).text(TemplateVariables(environment: environment)).utf8.count)"
        } catch {
            return error.problems.map(\.what).joined(separator: "\n")
        }
    }

    private func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    @Test func aTemplateMayHaveOneMebibyte() {
        #expect(message(repeated("a", 1 << 20)) == "rendered 1048576")
        #expect(message(repeated("a", (1 << 20) + 1)) == "the template is larger than 1 MiB")
    }

    @Test func nestingIsBounded() {
        let tooDeep = "nested more than 100 levels deep"
        #expect(message("{{ \(repeated("(", 90))1\(repeated(")", 90)) }}") == "rendered 1")
        #expect(message("{{ \(repeated("(", 100_000))1 }}") == "unexpected '}', expected ')'")
        #expect(message("{{ \(repeated("(", 100_000))1\(repeated(")", 100_000)) }}") == tooDeep)
        #expect(message("{{ \(repeated("[", 101))\(repeated("]", 101)) }}") == tooDeep)
        #expect(message("{{ \(repeated("not ", 101))1 }}") == tooDeep)
        #expect(message("{{ \(repeated("- ", 101))1 }}") == tooDeep)
        #expect(message("{{ 1\(repeated("|trim", 90)) }}") == "rendered 1")
        #expect(message("{{ 1\(repeated("|trim", 10_000)) }}") == tooDeep)
        #expect(message("{{ \(repeated("1 if 1 else ", 10_000))1 }}") == tooDeep)
        #expect(message("{{ a\(repeated("|d(a", 10_000))\(repeated(")", 10_000)) }}") == tooDeep)
        #expect(message("\(repeated("{% if 1 %}", 99))a\(repeated("{% endif %}", 99))") == "rendered 1")
        #expect(message("\(repeated("{% if 1 %}", 10_000))a\(repeated("{% endif %}", 10_000))") == tooDeep)
    }

    @Test func longRowsAreNoNesting() {
        #expect(message("{{ 1\(repeated("~1", 5000)) }}") == "rendered 5001")
        #expect(message("{{ 1\(repeated(" and 1", 5000)) }}") == "rendered 1")
        #expect(message("{% if 0 %}\(repeated("{% elif 0 %}", 5000)){% endif %}") == "rendered 0")
    }

    @Test(arguments: [
        "{% for a in x %}{% for b in x %}{{ x }}{% endfor %}{% endfor %}",
        "{% for a in x %}\(String(repeating: "y", count: 100_000)){% endfor %}",
    ])
    func theOutputIsBounded(_ template: String) {
        #expect(message(template, ["X": repeated("x", 1000)]) == "the template renders to more than 16 MiB")
    }

    @Test(arguments: [
        "{{ x | replace('', x) }}", "{{ x | join(x) }}", "{{ x\(String(repeating: "|tojson", count: 40)) }}",
        "{{ x\(String(repeating: " ~ x", count: 200)) }}", "{{ [\(String(repeating: "x, ", count: 200))] }}",
        "{{ x\(String(repeating: "|b64encode", count: 60)) }}",
    ])
    func aValueIsBounded(_ template: String) {
        #expect(message(template, ["X": repeated("'\"", 50_000)]) == "a value grows beyond 16 MiB")
    }

    @Test func theRoundsOfLoopsAreBounded() {
        let template = "{% for a in x %}{% for b in x %}{% endfor %}{% endfor %}"
        #expect(message(template, ["X": repeated("x", 999)]) == "rendered 0")
        #expect(message(template, ["X": repeated("x", 2000)]) == "the loops go through more than 1000000 rounds")
    }
}
