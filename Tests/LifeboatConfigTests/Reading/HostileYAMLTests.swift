import Foundation
import LifeboatConfig
import LifeboatNotifiers
import Testing

@Suite("YAML that multiplies, nests, or is not what it seems")
struct HostileYAMLTests {
    /// Ten times ten times ten …
    private static func anchors(_ levels: Int) -> String {
        (1...levels).reduce("  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n") { text, level in
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            return text + "  a\(level): &a\(level) [\(aliases)]\n"
        }
    }

    @Test(
        "Aliases that multiply are refused, wherever they stand",
        arguments: [
            "  x: *a30\n", "  ? *a30\n  : x\n", "  {? *a30 : x}: y\n", "  *a30 : x\n", "  <<: *a30\n",
            "  m0: &m0 {k: *a30}\n  m1: {<<: [*m0, *m0]}\n",
        ])
    func bombs(use: String) throws {
        let scratch = try ConfigScratch()
        for name in ["a.yaml", "a.yaml.j2"] {
            try scratch.write(name, "main:\n" + Self.anchors(30) + use)
            let problems = scratch.problems(name)
            #expect(problems.contains { $0.contains("the file has more than 100000 values") }, "\(problems)")
            #expect(problems.count < 10, "\(problems)")
        }
    }

    @Test("A key that is no single value is named, however much it holds")
    func keys() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", "main:\n  admin_mail: &a [x, y]\n  *a : z\n" + SampleJob.files())
        #expect(scratch.problems("a.yaml") == ["a.yaml:3:3: a key has to be a single value"])
        try scratch.write("b.yaml", "main:\n  server_name: &a smtp_user\n  *a : z\n" + SampleJob.files())
        let main = try scratch.load("b.yaml").main
        #expect(main.serverName == "smtp_user" && main.mail.user == "z")
    }

    @Test("An anchor may be set again, may be a key's, and has to come before its alias")
    func anchors() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml",
            "main:\n  &k server_name: &a one\n  smtp_user: *a\n  mail_from: &a two\n  smtp_server: *a\n  client_mail: [*k]\n"
                + SampleJob.files())
        let main = try scratch.load("a.yaml").main
        #expect(
            main.mail.user == "one" && main.mail.server == "two" && main.mail.clients.map(\.address) == ["server_name"])
        try scratch.write(
            "b.yaml", "main: {smtp_user: *later, mail_from: &later x, admin_mail: &self [*self]}\nfoo: 1\n")
        #expect(
            scratch.problems("b.yaml").map { $0.split(separator: ";")[0] } == [
                "b.yaml:1:1: jobs: this key is required",
                "b.yaml:1:19: this is not YAML: found undefined alias",
                "b.yaml:1:67: this is not YAML: found undefined alias",
                "b.yaml:2:1: foo: unknown key",
            ])
    }

    @Test("A pattern that lacks its quotes is a mistake in its place, and hides no other")
    func stars() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml",
            "main: {admin_mail: 'a*b', client_mail: [\"*\", x*]}\n"
                + SampleJob.files(source: "    excludes: [*.log, 'x*', /a/*]\n    gzip: maybe\n"))
        #expect(
            scratch.problems("a.yaml") == [
                "a.yaml:7:16: this is not YAML: `*.log` is no alias; "
                    + "an alias *name needs an anchor &name before it; quote a text that begins with *",
                "a.yaml:8:11: jobs[0].sources[0].gzip: expected yes or no, this is `maybe`",
            ])
        try scratch.write(
            "b.yaml", "main: {admin_mail: 'a*b', client_mail: [\"*\", x*, |\n  *\n  ]}\n" + SampleJob.files())
        try scratch.write(
            "c.yaml", "main:\n  admin_mail: ['a*b', \"*\", x*]\n  smtp_user: |-\n    *\n    *y\n" + SampleJob.files())
        let mail = try scratch.load("c.yaml").main.mail
        #expect(mail.admins.map(\.address) == ["a*b", "*", "x*"] && mail.user == "*\n*y")
    }

    @Test("Every key that stands twice is reported with Windows line ends too, a merge and an odd one as well")
    func duplicates() throws {
        let scratch = try ConfigScratch()
        let text = """
            main:
              server_name: a
              server_name: b
              .odd: 1
              .odd: 2
            jobs:
            - &j {job: x, type: desc_files, sources: [{target: [/srv]}], storages: [{storage: local, backup_dir: /b}]}
            - <<: *j
              <<: {skip_backup_rotate: perhaps}
              job: y
            """
        for line in ["\n", "\r\n"] {
            try scratch.write("a.yaml", text.replacing("\n", with: line))
            #expect(
                scratch.problems("a.yaml").map { $0.split(separator: ";")[0] } == [
                    "a.yaml:3:3: the key `server_name` stands twice in the same mapping",
                    "a.yaml:4:3: main..odd: unknown key",
                    "a.yaml:5:3: the key `.odd` stands twice in the same mapping",
                    "a.yaml:9:3: the key `<<` stands twice in the same mapping",
                    "a.yaml:9:28: jobs[1].skip_backup_rotate: expected yes or no, this is `perhaps`",
                ])
        }
    }

    @Test("Nesting is read as deep as the parser goes, and refused beyond", arguments: [900, 100_000])
    func nesting(depth: Int) throws {
        let scratch = try ConfigScratch()
        let text =
            "main:\n  server_name: \(String(repeating: "[", count: depth))x\(String(repeating: "]", count: depth))\n"
        try scratch.write("a.yaml", text + SampleJob.files())
        let problems = scratch.problems("a.yaml")
        #expect(problems.count == 1, "\(problems)")
        #expect(problems.first?.contains(depth == 900 ? "expected a text, this is a list" : "this is not YAML") == true)
    }

    @Test(
        "What begins or ends a document is no second one",
        arguments: ["---\n%\n", "%...\n", "# a comment\n---\n%...\n# the end\n", "%YAML 1.1\n---\n%"])
    func documents(frame: String) throws {
        let scratch = try ConfigScratch()
        let at = try #require(frame.lastIndex(of: "%"))
        try scratch.write("a.yaml", frame.replacingCharacters(in: at...at, with: SampleJob.files() + "\n"))
        #expect(try scratch.load("a.yaml").jobs.count == 1)
        try scratch.write("b.yaml", "jobs: !include [a.yaml, c.yaml]\n")
        try scratch.write("c.yaml", "[]\n---\n[]\n")
        #expect(
            scratch.problems("b.yaml").contains {
                $0.hasPrefix("c.yaml:2:1: the file holds more than one YAML document")
            })
    }

    @Test("A tab is allowed where YAML allows it")
    func tabs() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", "main:\n  server_name:\tx\t# a comment\n" + SampleJob.files())
        #expect(try scratch.load("a.yaml").main.serverName == "x")
    }

    @Test("Included files and templates may begin with a byte order mark and have Windows line ends")
    func marks() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", "jobs: !include [b.j2]\n")
        let job = String(SampleJob.files(target: "/{{ x }}").dropFirst("jobs:\n".count))
        try scratch.write("b.j2", bytes: [0xEF, 0xBB, 0xBF] + Array(job.replacing("\n", with: "\r\n").utf8))
        #expect(try scratch.load("a.yaml", ["X": "srv"]).jobs.count == 1)
    }

    @Test("Templates that include each other in a circle are an error, whichever way they are named")
    func loops() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml.j2", "jobs: !include ['{{ next }}']\n")
        try scratch.write("b.j2", "- !include '{{ back }}'\n")
        #expect(symlink("a.yaml.j2", scratch.path("link.j2")) == 0)
        let environment = ["NEXT": "b.j2", "BACK": "./link.j2"]
        #expect(
            scratch.problems("a.yaml.j2", environment) == [
                "b.j2:1:3: ./link.j2 includes itself; take this !include out"
            ])
    }

    @Test("A file that is too large, or never ends, is refused before it fills the memory")
    func large() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", bytes: [UInt8](repeating: UInt8(ascii: "#"), count: 10 << 20))
        #expect(scratch.problems("a.yaml") == ["a.yaml is larger than 4 MiB: it is no configuration"])
        try scratch.write("b.yaml", "jobs: !include [/dev/zero]\n")
        #expect(scratch.problems("b.yaml") == ["b.yaml:1:17: /dev/zero is larger than 4 MiB: it is no configuration"])
        try scratch.write("c.yaml.j2", "# " + String(repeating: "x", count: 2 << 20))
        #expect(scratch.problems("c.yaml.j2") == ["c.yaml.j2:1:1: the template is larger than 1 MiB"])
        try scratch.write("d.yaml", "main: {admin_mail: [" + String(repeating: "x,", count: 150_000) + "]}\n")
        #expect(scratch.problems("d.yaml").contains { $0.contains("more than 100000 values") })
        try scratch.write("e.yaml", bytes: [UInt8](repeating: UInt8(ascii: "\n"), count: 3 << 20))
        try scratch.write("f.yaml", "jobs: !include [\((0..<40).map { "./e\($0).yaml" }.joined(separator: ", "))]\n")
        for number in 0..<40 { #expect(symlink("e.yaml", scratch.path("e\(number).yaml")) == 0) }
        #expect(
            scratch.problems("f.yaml") == ["f.yaml:1:355: more than 10000 files or 64 MiB are included"])
    }

    @Test("A character that the reader needs for itself is refused")
    func reserved() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", "main: {server_name: '\u{10FEFE}'}\n")
        #expect(scratch.problems("a.yaml") == ["a.yaml: the file contains a private-use character that is reserved"])
    }
}
