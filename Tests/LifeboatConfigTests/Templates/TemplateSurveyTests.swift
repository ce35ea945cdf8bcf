import Testing

@testable import LifeboatConfig

/// Templates read where the values of their variables are absent.
struct TemplateSurveyTests {
    private func lines(_ survey: TemplateSurvey) -> [String] {
        survey.variables.map { use in
            let mode = use.isKnown ? "known" : use.isRequired ? "required" : "optional"
            return
                "\(use.position.line):\(use.position.column) \(use.name) \(use.environmentName) \(mode) \(use.defaultText ?? "-")"
        }
    }

    @Test func everyVariableIsListedWithItsDefault() throws {
        let survey = try Template(
            """
            host: {{ db_host }}
            port: {{ db_port | default('5432') | int }}
            user: {{ DB_User | default(owner) }}@{{ db_host }}
            empty: {{ comment | default }}
            {% for h in [first, 'x', second | d(1)] %}- {{ h }}
            {% endfor %}
            """
        ).survey()
        #expect(
            lines(survey) == [
                "1:10 db_host DB_HOST required -", "2:10 db_port DB_PORT optional 5432",
                "3:10 DB_User DB_User optional -",
                "3:28 owner OWNER required -", "4:11 comment COMMENT optional ", "5:14 first FIRST required -",
                "5:26 second SECOND optional 1",
            ])
        #expect(survey.rendered.holes.map(\.value) == [nil, nil, nil, nil, nil, nil, "x", nil])
        #expect(survey.rendered.holes.map(\.variables)[5] == ["first", "second"])
        #expect(
            survey.rendered.substitute(in: survey.rendered.text).text.hasPrefix(
                "host: {{ db_host }}\nport: {{ db_port | default('5432') | int }}\n"))
    }

    @Test func whatIsAskedForIsOptional() throws {
        let survey = try Template(
            "{% if user is defined %}{{ user }}{{ password }}{% else %}{{ key }}{% endif %}{{ host }}{{ 1 if port is not defined else port }}"
        ).survey()
        #expect(
            lines(survey).map { $0.split(separator: " ")[1...].joined(separator: " ") } == [
                "user USER optional -", "password PASSWORD optional -", "key KEY required -", "host HOST required -",
                "port PORT optional -",
            ])
        #expect(
            survey.rendered.holes.map(\.expression) == [
                "user", "password", "host", "1 if port is not defined else port",
            ])
    }

    @Test func knownVariablesAreFilledIn() throws {
        let known = TemplateVariables(environment: ["ENV": "prod"])
        let survey = try Template("{% if env == 'prod' %}{{ env }}{{ secret }}{% endif %}").survey(known: known)
        #expect(lines(survey) == ["1:7 env ENV known -", "1:35 secret SECRET required -"])
        #expect(survey.rendered.holes.map(\.value) == ["prod", nil])
    }

    @Test(arguments: [
        "{{ a | upper ~ 'x' }}", "{{ [a] | join }}", "{{ a == 'x' }}", "{{ not a }}", "{{ 'x' if a else b }}",
        "{{ a and 'x' }}", "{{ a | tojson }}",
        "{{ '' or a }}", "{{ a | safe }}", "{{ 'x' | replace('x', a) }}", "{{ [a] }}",
        "{{ (a | default(none)) is none }}", "{{ 'x' in a }}", "{{ '' | default('y', a) }}",
    ])
    func whatDependsOnAnOpenValueIsAnOpenHole(_ template: String) throws {
        let survey = try Template(template).survey()
        #expect(survey.rendered.holes.map(\.value) == [nil])
        #expect(survey.rendered.holes[0].variables.first == "a")
    }

    @Test func controlFlowOnAnOpenValueIsAnError() throws {
        let error = try #require(throws: TemplateError.self) {
            try Template("{% if env == 'prod' %}x{% endif %}\n{% for c in hosts %}{{ c }}{% endfor %}").survey()
        }
        #expect(
            error.description == """
                1:7: {% if %} depends on 'env', whose value is not known where variables are left open
                hint: ask only whether it is defined, or give its value
                2:13: {% for %} depends on 'hosts', whose value is not known where variables are left open
                hint: ask only whether it is defined, or give its value
                """)
    }
}
