import Foundation
import LifeboatTesting
import Testing

@Suite("Help, usage and completions")
struct HelpTests {
    private static let commands = [
        "run", "list", "restore", "verify", "expire", "copy", "status", "metrics", "check", "config", "generate",
        "completions",
    ]

    @Test("Every command's help shows its exit status and an example, and the example is one", arguments: commands)
    func help(_ command: String) async throws {
        try await CommandFixture.with { fixture in
            let help = try await fixture.run(command, "--help")
            #expect(help.status == 0)
            #expect(help.errors.isEmpty)
            #expect(help.text.contains("Exit status: 0 "), "\(help)")
            let example = try #require(help.lines.first { $0.hasPrefix("Example: lifeboat ") })
            // A paragraph is as wide as the terminal, never broken twice.
            let prose = help.lines.dropFirst().prefix { !$0.hasPrefix("Example: ") }
            for (line, next) in zip(prose, prose.dropFirst()) where !line.hasSuffix(".") {
                #expect(line.count + 1 + next.prefix { $0 != " " }.count >= 80, "\(line) / \(next)")
            }
            #expect(help.lines.allSatisfy { $0.count <= 80 || $0.contains("USAGE") }, "\(help)")

            // No job of it has a backup, so that the example can do nothing outside.
            try fixture.configure(
                """
                jobs:
                  - job: desc-files
                    type: desc_files
                    sources: [{target: ["\(fixture.scratch.path)/nothing"]}]
                    storages:
                      - {storage: local, backup_dir: "\(fixture.scratch("store"))"}
                      - {storage: local, backup_dir: "\(fixture.scratch("other"))"}

                """)
            let words = example.split(separator: " ").dropFirst(2).prefix { $0 != ">" }.map(String.init)
            if command == "generate" { try FileManager.default.removeItem(atPath: fixture.configuration) }
            let result = try await fixture.start(words, environment: ["LIFEBOAT_CONFIG": fixture.configuration]).wait()
            #expect(words.first == command)
            #expect(result.status != 64, "\(example): \(result)")
            #expect(!fixture.exists("/tmp/restored"))
        }
    }

    @Test("Every subcommand that there is has been looked at here")
    func complete() async throws {
        try await CommandFixture.with { fixture in
            let help = try await fixture.run("--help")
            #expect(help.status == 0)
            let listed = help.lines.drop { $0 != "SUBCOMMANDS:" }.dropFirst().compactMap { line -> String? in
                guard line.hasPrefix("  "), !line.hasPrefix("   "), !line.contains("See 'lifeboat") else { return nil }
                return line.split(whereSeparator: { $0 == " " || $0 == "," }).first.map(String.init)
            }
            #expect(listed.sorted() == (Self.commands + ["kube"]).sorted())
            for status in [0, 1, 3, 4, 5, 64, 75, 78, 130, 141, 143] {
                #expect(help.text.contains(" \(status)  "), "\(status) in \(help)")
            }
        }
    }

    @Test(
        "A wrong command line is exit 64 and one sentence on stderr",
        arguments: [
            ["list", "--frobnicate"], ["restore"], ["restore", "site"], ["restore", "site", "--to", "a", "--stdout"],
            ["restore", "site", "--stdout", "--force"], ["restore", "site", "--stdout", "--backup", "yesterday"],
            ["restore", "site", "--stdout", "--backup", "20261123T030000Z-7f3a", "--as-of", "2026-11-23"],
            ["restore", "site", "--stdout", "--as-of", "yesterday"], ["list", "-o", "yaml"], ["completions", "csh"],
            ["list", "sitee"], ["run", "sitee"], ["run", "databases"], ["frobnicate"], ["generate"],
            ["list", "--storage", "lokal"], ["verify", "--storage", "lokal"], ["expire", "nope"], ["check", "nope"],
            ["copy"], ["copy", "site", "--from", "local"], ["copy", "site", "--from", "local", "--to", "local"],
            ["copy", "site", "--from", "local", "--to", "lokal"], ["copy", "nope", "--from", "local", "--to", "b"],
        ])
    func usage(_ words: [String]) async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles()
            let result = try await fixture.start(words).wait()
            #expect(result.status == 64, "\(result)")
            #expect(result.output.isEmpty)
            #expect(result.errors.hasPrefix("error: "), "\(result)")
            #expect(!result.errors.contains("Error: ") && !result.errors.contains("Help: "), "\(result)")
            #expect(!fixture.exists("store"))
        }
    }

    @Test("A name that is nearly right is suggested")
    func suggestion() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            try await fixture.run("run")
            let job = try await fixture.run("restore", "sit", "--stdout")
            #expect(job.errorLines == ["error: there is no job sit", "hint: did you mean site?"])
            let target = try await fixture.run("restore", "site/file", "--stdout")
            #expect(target.status == 1)
            #expect(
                target.errorLines == [
                    "error: job site: there is no backup of site/file", "hint: did you mean site/files?",
                ])
        }
    }

    @Test("The version", arguments: [["--version"], ["run", "--version"]])
    func version(_ words: [String]) async throws {
        try await CommandFixture.with { fixture in
            let result = try await fixture.start(words).wait()
            #expect(result.status == 0 && result.errors.isEmpty)
            #expect(result.text.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
        }
    }

    @Test("The completion scripts are ones", arguments: ["bash", "zsh", "fish"])
    func completions(_ shell: String) async throws {
        try await CommandFixture.with { fixture in
            let result = try await fixture.run("completions", shell)
            #expect(result.status == 0)
            #expect(Self.commands.allSatisfy(result.text.contains))
            guard shell == "bash" || Needs.optional(shell) else { return }
            try fixture.scratch.write("script", result.output)
            let judged = try await fixture.tool(shell, "-n", fixture.scratch("script"))
            #expect(judged.status == 0, "\(judged)")
        }
    }
}
