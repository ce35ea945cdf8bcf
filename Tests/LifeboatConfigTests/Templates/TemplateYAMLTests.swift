import Testing

@testable import LifeboatConfig

/// Values are data wherever they stand in a YAML text.
struct TemplateYAMLTests {
    static let nastyValues = [
        "0123", "yes", "null", "~", "a: b", "a:", "#x", " # x", "\"q'uo\"ted", "a\nb", "\n", "a\n\n  b\n", "\r\n",
        "{{ no }}",
        "!include x", "😀", "", " leading", "trailing ", "%", "@", "`", "\t", "a\tb", "---", "...", "- a", "&a", "*a",
        "[x", "{x", "|", ">",
        "?", "\\n", "\u{0}", "\u{85}", "\u{feff}", "\u{10FE00}\u{10FE10}\u{10FE01}",
        String(repeating: "long ", count: 40_000),
    ]

    private static let template = """
        plain: {{ value }}
        longer: a {{ value }} b{{ value }}
        single: '{{ value }}'
        double: "x {{ value }}"
        block: |
          {{ value }}
          second
        folded: >-
          a {{ value }}
        {{ value }}: key
        list: [{{ value }}, "{{ value }}"]
        items:
          - {{ value }}
          - name: {{ value }}
        # {{ value }}
        """

    private static func expected(_ value: String) -> YAMLValue {
        .map([
            "plain": .scalar(value), "longer": .scalar("a \(value) b\(value)"), "single": .scalar(value),
            "double": .scalar("x \(value)"), "block": .scalar("\(value)\nsecond\n"), "folded": .scalar("a \(value)"),
            value: .scalar("key"), "list": .list([.scalar(value), .scalar(value)]),
            "items": .list([.scalar(value), .map(["name": .scalar(value)])]),
        ])
    }

    @Test(.enabled(if: JinjaOracle.isEnabled, "python3 with jinja2 3.1 and yaml is not installed"))
    func everyValueArrivesUnchangedInEveryScalar() throws {
        let rendered = try Self.nastyValues.map {
            try Template(Self.template).whole(TemplateVariables(environment: ["VALUE": $0]))
        }
        let answers = try JinjaOracle.answers(to: rendered.map { .yaml($0.text) })
        for ((value, yaml), answer) in zip(zip(Self.nastyValues, rendered), answers) {
            let parsed = answer.value?.mapped { yaml.substitute(in: $0).text }
            #expect(parsed == Self.expected(value), "\(value.prefix(40).debugDescription): \(answer.error ?? "")")
        }
    }

    @Test func aHoleKnowsWhereItCameFrom() throws {
        let yaml = try Template("a: 1\nb: {{ user ~ '@' ~ host }}\n").whole(
            TemplateVariables(environment: ["USER": "u", "HOST": "h"]))
        let (text, holes) = yaml.substitute(in: String(yaml.text.split(separator: " ")[2]))
        #expect(text == "u@h")
        #expect(holes == yaml.holes)
        #expect(holes[0].variables == ["user", "host"])
        #expect(holes[0].expression == "user ~ '@' ~ host")
        #expect(holes[0].position == TemplatePosition(line: 2, column: 4))
    }

    @Test func anEmptyValueIsAHoleToo() throws {
        let yaml = try Template("{{ '' }}").whole(.none)
        #expect(!yaml.text.isEmpty)
        #expect(yaml.substitute(in: yaml.text).text == "")
        #expect(yaml.substitute(in: yaml.text).holes.count == 1)
    }

    @Test func whatIsNoTokenStays() throws {
        let yaml = try Template("{{ 'v' }}").whole(.none)
        let begin = "\u{10FE00}"
        for text in [
            "plain", "", begin, "\(begin)\u{10FE11}\u{10FE01}", "\(begin)\u{10FE01}", "\(begin)\u{10FE10}",
            "\r\ne\u{301}",
        ] {
            #expect(PythonText.areEqual(yaml.substitute(in: text).text, text))
            #expect(yaml.substitute(in: text).holes.isEmpty)
        }
        #expect(yaml.substitute(in: "\(begin)\(yaml.text)!").text == "\(begin)v!")
    }

    @Test func onlyALastFilterInsertsYAML() throws {
        let variables = TemplateVariables(environment: ["X": "[1, 2]"])
        #expect(
            try Template("{{ x | safe }} {{ x | tojson }} {{ ((x) | safe) }}").whole(variables).text
                == "[1, 2] \"[1, 2]\" [1, 2]")
        for template in ["{{ x | safe | trim }}", "{{ (x | safe) ~ '' }}", "{{ (x | safe) if x else '' }}", "{{ x }}"] {
            let yaml = try Template(template).whole(variables)
            #expect(yaml.holes.count == 1)
            #expect(yaml.substitute(in: yaml.text).text == "[1, 2]")
        }
    }

    @Test func jsonKeepsWhatLibyamlCouldNotRead() throws {
        let yaml = try Template("{{ x | tojson }}").whole(TemplateVariables(environment: ["X": "é😀\n\u{85}'"]))
        #expect(PythonText.areEqual(yaml.text, "\"\\u00e9😀\\n\\u0085\\u0027\""))
    }

    @Test func reservedCharactersAreRefusedWhereTheyWouldBeRead() throws {
        let error = try #require(throws: TemplateError.self) { try Template("a\n \u{10FE00}").whole(.none) }
        #expect(
            error.description
                == "2:2: the template contains a private-use character (U+10FE00 to U+10FEFF) that is reserved")
        let variables = TemplateVariables(environment: ["X": "\u{10FE01}"])
        #expect(throws: TemplateError.self) { try Template("{{ x | safe }}").whole(variables) }
        #expect(throws: TemplateError.self) { try Template("{{ x | tojson }}").whole(variables) }
        #expect(throws: Never.self) { try Template("{{ x }}").whole(variables) }
    }

    @Test func positionsPointIntoTheTemplate() throws {
        let template = """
            a: {{ x }} end
            {% for i in [1, 2] -%}
            item{{ i }}: {{ x | safe }} z
            {% endfor -%}
            ü😀b: last
            """
        let yaml = try Template(template).whole(TemplateVariables(environment: ["X": "1\n2\r\n3"]))
        func position(of text: String, nth: Int = 0) -> TemplatePosition? {
            var found = -1
            let all = yaml.text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" }
            for (line, content) in all.enumerated() {
                let content = String(content)
                guard let range = content.firstRange(of: text) else { continue }
                found += 1
                let column = content.unicodeScalars.distance(from: content.startIndex, to: range.lowerBound)
                if found == nth { return yaml.templatePosition(line: line + 1, column: column + 1) }
            }
            return nil
        }
        #expect(position(of: "a:") == TemplatePosition(line: 1, column: 1))
        #expect(position(of: "end") == TemplatePosition(line: 1, column: 12))
        #expect(position(of: "item") == TemplatePosition(line: 3, column: 1))
        #expect(position(of: "item", nth: 1) == TemplatePosition(line: 3, column: 1))
        #expect(position(of: "2") == TemplatePosition(line: 3, column: 14))
        #expect(position(of: " z", nth: 1) == TemplatePosition(line: 3, column: 28))
        #expect(position(of: "last") == TemplatePosition(line: 5, column: 6))
        #expect(yaml.templatePosition(line: 1, column: 4) == TemplatePosition(line: 1, column: 4))
        #expect(yaml.templatePosition(line: 1, column: 6) == TemplatePosition(line: 1, column: 4))
        #expect(yaml.templatePosition(line: 999, column: 999) == TemplatePosition(line: 5, column: 10))
        #expect(yaml.templatePosition(line: 0, column: 0) == TemplatePosition(line: 1, column: 1))
    }

    @Test func whatCannotBeHadIsAHoleWithoutAValue() throws {
        let rendering = try Template("a: {{ x }}{{ 'y' }}\nb: {{ x | safe }}\nc: {{ 'z' | b64decode }}\n").yaml(.none)
        #expect(rendering.problems.map(\.line) == [1, 3])
        let yaml = try #require(rendering.yaml)
        #expect(yaml.holes.map(\.value) == [nil, "y", nil, nil])
        #expect(yaml.holes.map(\.isYAML) == [false, false, true, false])
        #expect(yaml.holes[0].variables == ["x"])
        #expect(!yaml.isPartial)
        #expect(
            yaml.substitute(in: yaml.text).text == "a: {{ x }}y\nb: {{ x | safe }}\nc: {{ 'z' | b64decode }}")
    }

    @Test(arguments: [
        "{% if x %}a: 1{% endif %}", "{% for y in x %}{{ y }}{% endfor %}", "{% if 'a' < 1 %}{% endif %}",
        "{% for y in 5 %}{% endfor %}",
    ])
    func whatDependsOnItIsLeftOut(_ template: String) throws {
        let rendering = try Template("{{ 'before' }}" + template + "{{ 'after' }}").yaml(.none)
        #expect(rendering.problems.count == 1)
        let yaml = try #require(rendering.yaml)
        #expect(yaml.isPartial)
        #expect(yaml.holes.map(\.value) == ["before", "after"])
    }

    @Test func whatGrowsBeyondALimitIsNotParsed() throws {
        let template = "{% for a in [1,2,3,4,5,6,7,8,9,0] %}{{ x ~ x }}{% endfor %}{{ y }}"
        let large = TemplateVariables(environment: ["X": String(repeating: "x", count: 1 << 20)])
        let rendering = try Template(template).yaml(large)
        #expect(rendering.yaml == nil)
        #expect(rendering.problems.count == 1)
    }

    @Test func linesAreCountedAsLibyamlDoes() throws {
        let yaml = try Template("a\u{2028}b\u{85}c\nd").whole(.none)
        #expect(yaml.templatePosition(line: 2, column: 1) == TemplatePosition(line: 1, column: 3))
        #expect(yaml.templatePosition(line: 4, column: 1) == TemplatePosition(line: 2, column: 1))
        #expect(
            try Template("").whole(.none).templatePosition(line: 1, column: 1) == TemplatePosition(line: 1, column: 1))
    }

    @Test func valuesDoNotShowInDescriptions() throws {
        let yaml = try Template("{{ key }}{{ key | safe }}").whole(TemplateVariables(environment: ["KEY": "hunter2"]))
        var dumped = "\(yaml) \(String(reflecting: yaml)) \(yaml.holes) \(String(reflecting: yaml.holes[0]))"
        dump(yaml, to: &dumped)
        #expect(!dumped.contains("hunter2"))
    }
}
