import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatNotifiers
import LifeboatSources
import Testing

@Suite("Values of variables reach the job byte for byte")
struct TemplateValueTests {
    static let values = [
        "0123", "yes", "null", "~", "a: b", "#x", " #x", "\"q'uo\"ted", "'", "\"", "line\nline", "\n", "\n\nx\n\n",
        "a\r\nb", "tab\there",
        "{{ no }}", "{% raw %}", "!include x", "🛟", "e\u{301}", "\u{e9}", "*x", "&x", "- x", "? x", "[a", "{a", "@x",
        "`x`", "%x", "| x", "> x", "  padded  ",
        "\\n", "\\", "p@ss: #0123 'yes' \"{{ no }}\"", "---", "...", "<<", "1_000", "1e3", ".inf", "2026-01-01",
        "\u{feff}x", "\u{1}\u{7f}", "\u{2028}",
        "\u{10fe00}\u{10fe10}\u{10fe01}", String(repeating: "long ", count: 500),
    ]

    private func command(_ text: String, _ value: String) throws -> String {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml.j2",
            "jobs:\n- job: x\n  type: external\n  storages: [{storage: local, backup_dir: /b}]\n  dump_cmd: \(text)\n")
        let configuration = try scratch.load("a.yaml.j2", ["VALUE": value])
        guard case .external(let external) = configuration.jobs[0].sources[0].configuration else { return "" }
        return external.command
    }

    @Test("Wherever the braces stand", arguments: values)
    func places(value: String) throws {
        let expected = [
            ("{{ value }}", value),
            ("\"{{ value }}\"", value),
            ("'{{ value }}'", value),
            ("'it''s {{ value }}!'", "it's \(value)!"),
            ("\"\\t{{ value }}\\n\"", "\t\(value)\n"),
            ("pre {{ value }} post{{ value }}", "pre \(value) post\(value)"),
            ("|\n    a\n    {{ value }}\n    b", "a\n\(value)\nb\n"),
            ("|-\n    {{ value }}", value),
            (">-\n    a\n    {{ value }}", "a \(value)"),
            ("{{ value | b64encode | b64decode }}", value),
            ("{{ value | tojson }}", value),
        ]
        // As YAML itself these two are more than data: the reserved characters, and a mark that the YAML library takes away.
        let isSpecial = value.unicodeScalars.contains { ["\u{10fe00}", "\u{feff}"].contains($0) }
        for (text, result) in expected where !(isSpecial && text.contains("tojson")) {
            let command = try command(text, value)
            #expect(Array(command.utf8) == Array(result.utf8), "in \(text)")
        }
    }

    @Test("In flow lists and as a key's value in flow mappings", arguments: values.filter { $0 != "\n" })
    func flow(value: String) throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml.j2",
            "jobs:\n- {job: x, type: desc_files, sources: [{target: [/{{ value }}, /other], excludes: [{{ value }}]}], "
                + "storages: [{storage: local, backup_dir: /b}]}\n")
        let source = try scratch.load("a.yaml.j2", ["VALUE": value]).jobs[0].sources[0]
        #expect(
            source.configuration == .files(FilesConfiguration(targets: ["/\(value)", "/other"], excludes: [value])))
        guard case .files(let files) = source.configuration else { return }
        #expect(Array(files.targets[0].utf8) == Array("/\(value)".utf8))
    }

    @Test("A string is accepted where a number, a boolean or nothing is wanted, if it reads as one")
    func kinds() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml.j2",
            """
            main: {smtp_port: {{ port }}, smtp_ssl: {{ ssl }}, server_name: {{ empty }}, net_rate: {{ rate }}}
            jobs:
            - job: x
              type: desc_files
              sources: [{target: {{ target }}}]
              storages: [{storage: local, backup_dir: /b, store: {days: "{{ days }}"}}]
            """)
        let configuration = try scratch.load(
            "a.yaml.j2", ["PORT": "465", "SSL": "yes", "EMPTY": "", "RATE": "5M", "TARGET": "/srv/x", "DAYS": "3"])
        #expect(configuration.main.mail.port == 465)
        #expect(configuration.main.mail.encryption == .tls)
        #expect(configuration.main.serverName == "the-host")
        #expect(configuration.main.netRate == ByteSize(bytes: 5 << 20))
        #expect(configuration.jobs[0].storages[0].retention.days == 3)
        // `null` that a variable brings is a name, not nothing.
        #expect(
            try scratch.load(
                "a.yaml.j2",
                ["PORT": "465", "SSL": "no", "EMPTY": "null", "RATE": "5M", "TARGET": "/srv/x", "DAYS": "3"]
            ).main.serverName == "null")
    }

    @Test("A value may come from a file, and from only one place")
    func files() throws {
        let scratch = try ConfigScratch()
        let file = try scratch.write("secret", "from: a file\n")
        try scratch.write("a.yaml.j2", "main: {server_name: {{ name }}}\n" + SampleJob.files())
        #expect(try scratch.load("a.yaml.j2", ["NAME_FILE": file]).main.serverName == "from: a file")
        #expect(
            scratch.problems("a.yaml.j2", ["NAME_FILE": file, "NAME": "x"]).first?.hasPrefix("a.yaml.j2:1:") == true)
    }

    @Test("A value that is not UTF-8 is an error that names the variable, if it is used")
    func bytes() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml.j2", "main: {server_name: {{ name }}}\n" + SampleJob.files())
        for variable in ["NAME", "name", "NAME_FILE"] {
            #expect(
                scratch.problems {
                    try scratch.loader(["OTHER": "x"], notText: [variable]).load(scratch.path("a.yaml.j2"))
                }
                    == [
                        "a.yaml.j2:1:24: the value of the environment variable \(variable) is not UTF-8 text; set it in UTF-8"
                    ])
        }
        let loaded = try scratch.loader(["NAME": "x"], notText: ["OTHER", "SMTP_TLS"]).load(scratch.path("a.yaml.j2"))
        #expect(loaded.main.serverName == "x")
        // These are used without being named in the file.
        let others = scratch.problems {
            try scratch.loader(["NAME": "x"], notText: ["SMTP_AUTH_PASS"]).load(scratch.path("a.yaml.j2"))
        }
        #expect(others.count == 1 && others[0].contains("SMTP_AUTH_PASS is not UTF-8"), "\(others)")
        let file = scratch.problems { try scratch.loader([:], notText: ["LIFEBOAT_CONFIG"]).load() }
        #expect(file.count == 1 && file[0].contains("LIFEBOAT_CONFIG is not UTF-8"), "\(file)")
    }

    @Test("Positions are the template's, however many lines blocks and values take")
    func positions() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml.j2",
            """
            {# a comment
               of two lines #}
            {% for name in ['one', 'two'] -%}
            {% endfor %}
            main:
              server_name: "{{ value }}"
              {%- if value is defined %}
              smtp_prt: {{ value }}
              {%- endif %}
            jobs: []
            """)
        #expect(
            scratch.problems("a.yaml.j2", ["VALUE": "a\nb\nc"]).dropLast()
                == ["a.yaml.j2:8:3: main.smtp_prt: unknown key; did you mean `smtp_port`?"])
    }
}
