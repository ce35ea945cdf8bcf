import Foundation
import LifeboatTesting
import Testing

@Suite("A configuration with mistakes")
struct MistakesTests {
    private static let wrong = """
        main:
          server_nme: test
          timezone: Europe/Atlantis
        jobs:
          - job: site
            type: desc_file
            sources:
              - target: ["%files%"]
            storages:
              - storage: local
                backup_dir: "%store%"
                required: perhaps
                store: {days: six}

        """

    @Test(
        "Five mistakes are one answer, each with its line and column, and nothing is touched",
        arguments: [
            ["run"], ["list"], ["verify"], ["expire"], ["check"], ["config", "--show"],
            ["restore", "site", "--stdout"],
        ])
    func all(_ words: [String]) async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            let text = Self.wrong.replacing("%files%", with: fixture.scratch("files"))
                .replacing("%store%", with: fixture.scratch("store"))
            try fixture.configure(text)
            let result = try await fixture.start(words).wait()
            #expect(result.status == 78)
            #expect(result.output.isEmpty)
            let found = result.errorLines.map { line in
                line.replacing("error: \(fixture.configuration):", with: "").prefix { $0 != " " }
            }
            #expect(found == ["2:3:", "3:13:", "6:11:", "12:19:", "13:23:"], "\(result)")
            #expect(result.errors.contains("did you mean `server_name`?"), "\(result)")
            #expect(result.errors.contains("desc_files"))
            #expect(!fixture.exists("store"))
        }
    }

    private struct Line: Decodable {
        var time: String
        var level: String
        var message: String
        var hint: String?
    }

    private static func lines(_ result: CommandResult) throws -> [Line] {
        try result.errorLines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    @Test("With --log-format json the same is one JSON line each")
    func json() async throws {
        try await CommandFixture.with { fixture in
            let text = Self.wrong.replacing("%files%", with: fixture.scratch("files"))
                .replacing("%store%", with: fixture.scratch("store"))
            try fixture.configure(text)
            let result = try await fixture.run("run", "--log-format", "json")
            #expect(result.status == 78)
            let lines = try Self.lines(result)
            #expect(lines.count == 5 && lines.allSatisfy { $0.level == "error" }, "\(result)")
            #expect(
                lines.first?.message == "\(fixture.configuration):2:3: main.server_nme: unknown key"
                    && lines.first?.hint == "did you mean `server_name`?", "\(result)")

            // What is only a warning.
            try fixture.configure("jobs: !include [jobs.yaml, none/*]\n")
            try fixture.scratch.write("jobs.yaml", "[]\n")
            let warned = try Self.lines(try await fixture.run("run", "--log-format", "json"))
            #expect(warned.map(\.level) == ["warning", "error"], "\(warned)")
        }
    }

    @Test(
        "That a mail server may not get the password is said by what runs jobs or checks whether they could run, by nothing else"
    )
    func mail() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles(main: [
                "admin_mail: root@example.com", "smtp_server: mail.example.com", "smtp_user: u", "smtp_password: pass",
            ])
            for words in [
                ["run"], ["check"], ["check", "--offline"], ["list"], ["verify"], ["expire"], ["config"],
                ["restore", "site", "--to", fixture.scratch("back")],
            ] {
                let result = try await fixture.start(words).wait()
                #expect(result.status == 0, "\(words): \(result)")
                let isSaid = result.errors.contains("without TLS the password is sent only by methods that hide it")
                #expect(isSaid == ["run", "check"].contains(words[0]), "\(words): \(result)")
            }
        }
    }

    @Test("With --log-format json what ends a run before it begins is one JSON line")
    func jsonEnd() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles(main: ["log_file: \(fixture.scratch("none/lifeboat.log"))"])
            let result = try await fixture.run("run", "--log-format", "json")
            #expect(result.status == 1)
            let lines = try Self.lines(result)
            #expect(lines.map(\.level) == ["error"] && lines[0].message.hasPrefix("log_file: cannot open"), "\(result)")
            #expect(!fixture.exists("store"))
        }
    }

    @Test(
        "With --log-format json a wrong command line is one JSON line",
        arguments: [
            ["run", "sitee", "--log-format", "json"], ["sitee", "--log-format=json"],
            ["run", "--log-format", "json", "--frobnicate"], ["run", "-o", "yaml", "--log-format", "json"],
        ])
    func jsonUsage(_ words: [String]) async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles()
            let result = try await fixture.start(words).wait()
            #expect(result.status == 64, "\(result)")
            let lines = try Self.lines(result)
            #expect(lines.count == 1 && lines[0].level == "error" && lines[0].hint != nil, "\(result)")
            #expect(!lines[0].message.lowercased().hasPrefix("error"), "\(result)")
        }
    }

    @Test("A value of the environment that is not UTF-8 is named where it is used, and never shown")
    func bytes() async throws {
        try await CommandFixture.with { fixture in
            let path = try fixture.scratch.write(
                "a.yaml.j2",
                """
                main: {server_name: {{ server }}, smtp_password: {{ password }}}
                jobs: [{job: x, type: external, dump_cmd: ls, storages: [{storage: local, backup_dir: /b}]}]

                """)
            let script = #"export PASSWORD="$(printf 'geheim\351')" OTHER="$(printf '\377')" SERVER=s; exec "$0" "$@""#
            let result = try await fixture.tool("bash", "-c", script, BuiltBinary.path, "config", "-c", "\(path)")
            #expect(result.status == 78)
            #expect(result.errorLines.count == 1 && !result.errors.contains("geheim"), "\(result)")
            #expect(
                result.errors.contains(":1:53: the value of the environment variable PASSWORD is not UTF-8"),
                "\(result)")
        }
    }

    @Test("Aliases that multiply are refused in little memory")
    func bomb() async throws {
        try await CommandFixture.with { fixture in
            var text = "main:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            for level in 1...40 {
                let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
                text += "  ? &a\(level) [\(aliases)]\n  : *a\(level - 1)\n"
            }
            try fixture.configure(text)
            let script = #"ulimit -v 1000000; exec "$0" config"#
            let result = try await fixture.tool("bash", "-c", script, BuiltBinary.path)
            #expect(result.status == 78, "\(result)")
        }
    }

    @Test("A word that is neither a command nor a job is a wrong command line", .enabled(if: !isConfigured))
    func word() async throws {
        try await CommandFixture.with { fixture in
            let none = ["LIFEBOAT_CONFIG": ""]
            let typo = try await fixture.run("verfy", environment: none)
            #expect(typo.status == 64)
            #expect(
                typo.errorLines == [
                    "error: there is no command verfy, and no configuration that could have a job of that name",
                    "hint: did you mean the command verify?",
                ])
            let odd = try await fixture.run("frobnicate", environment: none)
            #expect(odd.status == 64)
            #expect(odd.errors.contains("hint: commands: check, completions, config, copy, "), "\(odd)")
            // Who says `run` means a job.
            for words in [["run", "verfy"], []] {
                let run = try await fixture.start(words, environment: none).wait()
                #expect(run.status == 78, "\(run)")
            }

            try fixture.configureFiles()
            let job = try await fixture.run("sit")
            #expect(job.errorLines == ["error: there is no job or command sit", "hint: did you mean site?"])
            let command = try await fixture.run("verfy")
            #expect(command.status == 64)
            #expect(command.errorLines.last == "hint: did you mean the command verify?", "\(command)")
            let named = try await fixture.run("run", "verfy")
            #expect(named.errorLines == ["error: there is no job verfy", "hint: the configuration has: site"])
            let late = try await fixture.run("-c", fixture.configuration, "list")
            #expect(late.status == 64)
            #expect(late.errorLines.last == "hint: a command comes first: lifeboat list …", "\(late)")
        }
    }

    /// Whether this machine has a configuration of its own.
    private static let isConfigured = [
        "/etc/lifeboat/lifeboat.yaml", "/etc/lifeboat/lifeboat.yaml.j2", "/etc/nxs-backup/nxs-backup.conf",
    ].contains {
        FileManager.default.fileExists(atPath: $0)
    }

    @Test("Without a configuration it says where it looked", .enabled(if: !isConfigured))
    func none() async throws {
        try await CommandFixture.with { fixture in
            let result = try await fixture.run("list", environment: ["LIFEBOAT_CONFIG": ""])
            #expect(result.status == 78)
            #expect(
                result.errors.contains(
                    "/etc/lifeboat/lifeboat.yaml, /etc/lifeboat/lifeboat.yaml.j2, /etc/nxs-backup/nxs-backup.conf"),
                "\(result)")
        }
    }

    @Test("A configuration that is not there is named")
    func missing() async throws {
        try await CommandFixture.with { fixture in
            let result = try await fixture.run("run", "-c", "/nowhere/lifeboat.yaml")
            #expect(result.status == 78)
            #expect(
                result.errors == "error: cannot open /nowhere/lifeboat.yaml: No such file or directory\n", "\(result)")
        }
    }
}
