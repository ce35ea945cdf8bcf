import Testing

@testable import LifeboatConfig

/// What an operator reads when a template is wrong.
struct TemplateErrorTests {
    private func messages(_ template: String, _ environment: [String: String] = [:]) -> String {
        do throws(TemplateError) {
            return "rendered: \(try Template(template).text(TemplateVariables(environment: environment)))"
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        (
            "{{ 'a' | regex_replace('a') }}",
            "1:10: the filter 'regex_replace' is not supported\nhint: supported: b64decode, b64encode, default, int, join, lower, replace, safe, tojson, trim, upper"
        ),
        (
            "{{ 'a' | uper }}",
            "1:10: the filter 'uper' is not supported\nhint: did you mean 'upper'? supported: b64decode, b64encode, default, int, join, lower, replace, safe, tojson, trim, upper"
        ),
        ("{{ 1 is odd }}", "1:9: the test 'odd' is not supported\nhint: supported: defined, none, undefined"),
        ("a\n{% set x = 1 %}", "2:4: the tag 'set' is not supported\nhint: supported: if, elif, else, for, raw"),
        ("{% include 'x' %}", "1:4: the tag 'include' is not supported\nhint: supported: if, elif, else, for, raw"),
        ("{{ a.b }}", "1:5: attributes ('.') are not supported\nhint: only 'loop' has some, and variables are strings"),
        ("{{ a[0] }}", "1:5: subscripts ('[ ]') are not supported\nhint: variables are strings"),
        ("{{ lookup('env') }}", "1:10: calls ('( )') are not supported"),
        ("{{ 1 + 2 }}", "1:6: arithmetic ('+') is not supported\nhint: '~' joins values to one string"),
        ("{{ 1, 2 }}", "1:5: tuples are not supported\nhint: write a list: [a, b]"),
        ("{{ {'a': 1} }}", "1:4: dictionaries are not supported"),
        ("{{ 'a' if 1 }}", "1:13: an inline 'if' without 'else' is not supported\nhint: write: a if condition else b"),
        (
            "{% for a, b in [] %}{% endfor %}",
            "1:9: more than one variable in {% for %} is not supported\nhint: lists hold single values"
        ),
        (
            "{% for a in [] if a %}{% endfor %}",
            "1:16: a condition in {% for %} is not supported\nhint: put {% if %} into the loop"
        ),
        (
            "{% for a in [1] %}{{ loop.revindex }}{% endfor %}",
            "1:27: 'loop.revindex' is not supported\nhint: supported: loop.first, loop.index, loop.index0, loop.last, loop.length"
        ),
        ("{{ loop.index }}", "1:4: 'loop' is known only inside {% for %}"),
        (
            "{{ 'a' | tojson(indent=2) }}",
            "1:24: the argument 'indent' of the filter 'tojson' is not supported\nhint: it takes none"
        ),
        ("{{ 'a' | replace('b') }}", "1:10: the filter 'replace' needs the argument 'new'"),
        ("{{ 99999999999999999999 }}", "1:4: the number is too large\nhint: write it as a string"),
        ("{{ '\\N{BULLET}' }}", "1:4: the escape '\\N' is not supported in a string"),
        ("x {{ name", "1:3: '{{' is not closed\nhint: it ends with '}}'"),
        ("{% if 1 %}\n  a", "1:1: {% if %} is not closed\nhint: it ends with {% endif %}"),
        ("{{ 'a' 1 }}", "1:8: expected '}}', found a number"),
        ("{{ a ? b }}", "1:6: unexpected character '?' inside a tag"),
        ("{{ ünit }}", "1:4: unexpected character 'ü' inside a tag"),
        ("{% for x in 5 %}{% endfor %}", "1:13: an integer is no list: it has no elements"),
        (
            "{{ '5' < 6 }}",
            "1:4: '<' cannot compare a string with an integer\nhint: variables are strings; 'int' makes a number of one"
        ),
    ])
    func theMessageSaysWhatIsWrong(_ template: String, _ expected: String) {
        #expect(messages(template) == expected)
    }

    @Test func everyUndefinedVariableIsReported() {
        let template = """
            host: {{ db_hots }}
            user: {{ missing ~ DB_User }}
            {% for x in [1, 2] %}{{ key }}{% endfor %}
            {{ other | default('x') }}{% if absent %}{{ never }}{% endif %}
            """
        #expect(
            messages(template, ["DB_HOST": "h"]) == """
                1:10: the variable 'db_hots' is not defined
                hint: did you mean 'db_host'? otherwise set DB_HOTS or DB_HOTS_FILE, or give it a default: {{ db_hots | default('…') }}
                2:10: the variable 'missing' is not defined
                hint: set MISSING or MISSING_FILE, or give it a default: {{ missing | default('…') }}
                2:20: the variable 'DB_User' is not defined
                hint: set DB_User or DB_User_FILE, or give it a default: {{ DB_User | default('…') }}
                3:25: the variable 'key' is not defined
                hint: set KEY or KEY_FILE, or give it a default: {{ key | default('…') }}
                4:33: the variable 'absent' is not defined
                hint: set ABSENT or ABSENT_FILE, or give it a default: {{ absent | default('…') }}
                """)
    }

    @Test func aVariableIsOneProblemHoweverOftenItIsUsed() {
        #expect(
            messages("{{ a }} {{ a }}\n{{ b | upper }}\n{% for x in [1, 2] %}{{ a ~ b }}\n{{ a }}{% endfor %}") == """
                1:4: the variable 'a' is not defined
                hint: set A or A_FILE, or give it a default: {{ a | default('…') }}; it is also used on line 3, 4
                2:4: the variable 'b' is not defined
                hint: set B or B_FILE, or give it a default: {{ b | default('…') }}; it is also used on line 3
                """)
    }

    @Test func unsupportedFiltersAndTestsAreReportedTogether() {
        let lines = messages("{{ a | x1 }}\n{{ a is x2 }}\n{{ a | trim(1, 2) }}\n{% if %}").split(separator: "\n")
        #expect(
            lines.filter { !$0.hasPrefix("hint") } == [
                "1:8: the filter 'x1' is not supported", "2:9: the test 'x2' is not supported",
                "3:16: too many arguments for the filter 'trim'", "4:7: expected an expression, found '%}'",
            ])
    }

    @Test(arguments: [
        "{{ secret | b64decode }}", "{{ secret < 1 }}", "{{ 1 in secret }}", "{{ secret | trim(1) }}{{ missing }}",
        "{% for x in secret | int %}{% endfor %}", "{{ digits | int }}", "{{ [secret] < [1] }}",
        "{{ secret | replace('a', 'b', 'c') }}",
    ])
    func aValueIsNeverPartOfAMessage(_ template: String) {
        let text = messages(template, ["SECRET": "hunter2secret", "DIGITS": "98765432109876543210"])
        #expect(!text.hasPrefix("rendered"))
        #expect(!text.contains("hunter2") && !text.contains("987654"))
    }

    @Test func columnsCountScalars() {
        #expect(messages("😀é{{ a.b }}").hasPrefix("1:7:"))
        #expect(messages("a\r\nb\r{{ a.b }}").hasPrefix("3:5:"))
    }
}
