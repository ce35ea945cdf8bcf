import Testing

@testable import LifeboatConfig

/// The rules of the language, each in one line; that they are Jinja's is shown by ``TemplateOracleTests``.
struct TemplateTextTests {
    private static let environment = [
        "DB_HOST": "db.example", "EMPTY": "", "PORT": "5432", "NASTY": "{{ no }} ${HOME}", "QUOTED": "<b>'&'",
    ]

    @Test(arguments: [
        ("host: {{ db_host }}\n", "host: db.example"),
        ("${DB_HOST} {{ DB_HOST }}", "${DB_HOST} db.example"),
        ("{{ nasty }}", "{{ no }} ${HOME}"),
        ("{{ 'a\\tb' ~ 1 ~ 1.5 ~ true ~ none ~ ['x', \"y'\"] }}", "a\tb11.5TrueNone['x', \"y'\"]"),
        (
            "{{ missing | default('d') }}{{ missing | d }}{{ empty | default('e') }}{{ empty | default('e', true) }}",
            "de"
        ),
        ("{{ port | int }}{{ 'x' | int(3) }}{{ '4.9' | int }}", "543234"),
        ("{{ 'Ab' | lower }}{{ 'Ab' | upper }}[{{ ' a ' | trim }}]", "abAB[a]"),
        ("{{ 'a.b.c' | replace('.', '-', 1) }}{{ [1, 2] | join(', ') }}", "a-b.c1, 2"),
        (
            "{{ quoted | tojson }}{{ '😀' | tojson }}{{ quoted | safe }}",
            "\"\\u003cb\\u003e\\u0027\\u0026\\u0027\"\"\\ud83d\\ude00\"<b>'&'"
        ),
        ("{{ 'ä' | b64encode }}{{ 'w6Q=' | b64decode }}", "w6Q=ä"),
        ("{{ 1 < port | int <= 5432 }}{{ 'a' in 'cat' and 'x' not in ['y'] }}", "TrueTrue"),
        (
            "{{ missing is defined }}{{ db_host is not defined }}{{ missing is undefined }}{{ none is none }}",
            "FalseFalseTrueTrue"
        ),
        ("{{ 'a' if port == '5432' else 'b' }}", "a"),
        ("{% if empty %}a{% elif port %}b{% else %}c{% endif %}", "b"),
        (
            "{% for x in ['a', 'b'] %}{{ loop.index }}{{ x }}{{ '' if loop.last else ',' }}{% else %}-{% endfor %}",
            "1a,2b"
        ),
        ("{% for x in [] %}a{% else %}-{% endfor %}", "-"),
        ("{% raw %}{{ x }}{% endraw %}{# {{ x }} #}", "{{ x }}"),
        ("a\n{%- if true -%}\n b \n{%- endif -%}\n c", "abc"),
        ("{{ missing is none }}", "False"),
    ])
    func rendersAsJinja(_ template: String, _ expected: String) throws {
        #expect(try Template(template).text(TemplateVariables(environment: Self.environment)) == expected)
    }

    @Test func twoSpellingsOfALetterAreTwoStrings() throws {
        #expect(try Template("{{ 'é' == 'e\u{301}' }}").text(.none) == "False")
    }
}
