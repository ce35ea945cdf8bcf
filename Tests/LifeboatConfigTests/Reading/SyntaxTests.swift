import LifeboatConfig
import LifeboatCore
import LifeboatStorages
import Testing

@Suite("YAML")
struct SyntaxTests {
    @Test(
        "A syntax error has its place and a hint",
        arguments: [
            (
                "main:\n\tserver_name: x\n",
                "a.yaml:2:1: this is not YAML: found character that cannot start any token; quote a text that begins with @, ` or %; indent with spaces, not tabs"
            ),
            (
                "main:\n  server_name: @x\n",
                "a.yaml:2:16: this is not YAML: found character that cannot start any token; quote a text that begins with @, ` or %; indent with spaces, not tabs"
            ),
            (
                "main:\n  server_name: a: b\n",
                "a.yaml:2:17: this is not YAML: mapping values are not allowed in this context; quote a text that contains `: `, and look at the indentation"
            ),
            (
                "main:\n  server_name: 'x\njobs: []\n",
                "a.yaml:2:16: this is not YAML: found unexpected end of stream; a quote is not closed"
            ),
            (
                "jobs: [a, b\n",
                "a.yaml:1:7: this is not YAML: did not find expected ',' or ']'; a bracket is not closed"
            ),
            (
                "main:\n  server_name: *x\n",
                "a.yaml:2:16: this is not YAML: found undefined alias; an alias *name needs an anchor &name before it; quote a text that begins with *"
            ),
            (
                "main: {}\n---\nmain: {}\n",
                "a.yaml:2:1: the file holds more than one YAML document; remove the `---`; several files are joined by !include"
            ),
            ("main: !vault x\njobs: []\n", "a.yaml:1:7: the tag `!vault` is not supported here; only !include is"),
        ])
    func syntax(text: String, expected: String) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", text)
        #expect(scratch.problems("a.yaml").contains(expected), "\(scratch.problems("a.yaml"))")
    }

    @Test("Every duplicate key is reported with its second place, besides everything else")
    func duplicates() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml",
            """
            main: {server_name: a, 'server_name': b}
            jobs:
            - job: data
              type: desc_files
              type: sqlite
              sources:
              - target: [/srv]
                exludes: []
              storages:
              - storage: local
                backup_dir: /backups
                backup_dir: /other
            """)
        #expect(
            scratch.problems("a.yaml") == [
                "a.yaml:1:24: the key `server_name` stands twice in the same mapping; it is also on line 1",
                "a.yaml:5:3: the key `type` stands twice in the same mapping; it is also on line 4",
                "a.yaml:8:5: jobs[0].sources[0].exludes: unknown key; did you mean `excludes`?",
                "a.yaml:12:5: the key `backup_dir` stands twice in the same mapping; it is also on line 11",
            ])
    }

    @Test("Anchors, aliases and merges work")
    func aliases() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml",
            """
            jobs:
            - job: one
              type: desc_files
              sources: [{target: [/srv/one]}]
              storages: &storages
              - &local
                storage: local
                backup_dir: /backups
                store: {days: 3}
            - job: two
              type: desc_files
              sources: [{target: [/srv/two]}]
              storages:
              - <<: *local
                backup_dir: /other
            - {job: three, type: desc_files, sources: [{target: [/srv/three]}], storages: *storages}
            """)
        let jobs = try scratch.load("a.yaml").jobs
        #expect(jobs[1].storages.first?.retention.days == 3)
        #expect(jobs[1].storages.first?.configuration == .local(.init(folder: "/other")))
        #expect(jobs[2].storages == jobs[0].storages)
    }

    @Test("Aliases that multiply, and nesting without end, are problems and no crash")
    func bombs() throws {
        let scratch = try ConfigScratch()
        var text = "main:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            text +=
                "  a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }
        try scratch.write("a.yaml", text)
        let problems = scratch.problems("a.yaml")
        #expect(problems.contains { $0.contains("the file has more than 100000 values; its aliases multiply") })
        try scratch.write("b.yaml", String(repeating: "[", count: 100_000))
        #expect(scratch.problems("b.yaml").count == 1)
        try scratch.write("c.yaml", String(repeating: "- ", count: 100_000))
        #expect(scratch.problems("c.yaml").count == 1)
    }

    @Test("A template under a name that is none is recognised")
    func forgottenSuffix() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", SampleJob.files().replacing("/backups", with: "{{ dir }}"))
        #expect(
            scratch.problems("a.yaml") == [
                "a.yaml:8:18: `{{ … }}` in a file that is no template; "
                    + "a template's name ends in .j2; quote the text if it is meant as it stands"
            ])
    }
}
