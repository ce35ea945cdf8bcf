import LifeboatKubernetes
import LifeboatTesting
import Testing

/// What is written is what another reader of YAML reads.
@Suite("Manifests as text", .enabled(if: OracleTool(ifInstalled: "python3") != nil))
struct ManifestTextTests {
    private func read(_ node: ManifestNode) throws -> String {
        let program = """
            import json, sys, yaml
            print(json.dumps(yaml.safe_load(sys.stdin.buffer.read()), ensure_ascii=True))
            """
        return try OracleTool("python3").run(["-c", program], input: Array(node.yaml.utf8)).checked().text
    }

    @Test(arguments: [
        "plain", "3306", "0x1f", "yes", "No", "null", "~", "", " ", "a: b", "a #b", "#a", "- a", "*", "57 3 * * *",
        "&a", "!a", "%a",
        "@a", "`a`", "'", "\"", "\\", "{{ x }}", "a\tb", "1e3", "1_000", ".5", "2026-11-23", "12:30:45", "<<", "=",
        "käse ☃ 日本",
        "a\nb", "a\r\nb", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{1F600}", "trailing ", "[a]", "?", "? a", "|", ">",
    ])
    func everyTextComesBack(text: String) throws {
        let expected = try OracleTool("python3").run(
            ["-c", "import json, sys; t = sys.stdin.buffer.read().decode(); print(json.dumps({t: [t, {'x': t}]}))"],
            input: Array(text.utf8)
        ).checked().text
        #expect(try read(.mapping([.init(key: text, value: [.text(text), ["x": .text(text)]])])) == expected)
    }

    @Test(arguments: [
        "one\n", "one\ntwo\n", "one\n\n  two\n\nthree\n", "no end", "two ends\n\n", " begins with a space\n",
        "\nbegins empty\n", "",
        "\n", "a\ttab\n", "a\r\nreturn\n", "trailing \nspaces  \n", "{{ x }}: '#'\n", "\u{2028}\n",
        "# only a comment\n", "- a:\n   - b\n",
    ])
    func everyFileComesBack(text: String) throws {
        let expected = try OracleTool("python3").run(
            [
                "-c",
                "import json, sys; print(json.dumps({'data': {'f': sys.stdin.buffer.read().decode()}, 'after': 1}))",
            ],
            input: Array(text.utf8)
        ).checked().text
        #expect(try read(["data": ["f": .lines(text)], "after": 1]) == expected)
    }

    @Test func keysStayInOrderAndWhatIsAbsentIsNotWritten() {
        let node: ManifestNode = [
            "b": "x", "a": [["name": "one", "z": [1, 2]], ["name": "two"]], "gone": .absent, "empty": [:], "none": [],
            "on": true, "inner": ["deep": ["deeper": "y"]],
        ]
        #expect(
            node.yaml == """
                b: x
                a:
                - name: one
                  z:
                  - 1
                  - 2
                - name: two
                empty: {}
                none: []
                "on": true
                inner:
                  deep:
                    deeper: "y"

                """)
    }
}
