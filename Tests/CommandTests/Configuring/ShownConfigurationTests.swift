import Foundation
import LifeboatTesting
import Testing

@Suite("config --show and generate")
struct ShownConfigurationTests {
    @Test(
        "A value from the environment arrives byte for byte",
        arguments: [
            "0123", "yes", "null", "a: b", "#x", "\"q'uo\"ted", "two\nlines\n", "{{ no }}", "!include x", "⛵ 🛟",
            " padded ",
            "- item", "{a: 1}", "%", "\\n", "\t",
        ])
    func values(_ value: String) async throws {
        try await CommandFixture.with { fixture in
            try fixture.scratch.write(
                "lifeboat.yaml.j2",
                """
                jobs:
                  - job: dump
                    type: external
                    stream: yes
                    dump_cmd: {{ the_command }}
                    storages:
                      - {storage: local, backup_dir: "{{ folder }}/store"}

                """)
            let environment = [
                "THE_COMMAND": value, "FOLDER": "/x: #y", "LIFEBOAT_CONFIG": fixture.scratch("lifeboat.yaml.j2"),
            ]
            let result = try await fixture.run("config", "--show", "-o", "json", environment: environment)
            #expect(result.status == 0, "\(result)")
            let shown = try result.decode(Shown.self)
            #expect(shown.jobs.map(\.dumpCmd) == [value])
            #expect(shown.jobs.map(\.storages).map { $0.map(\.backupDir) } == [["/x: #y/store"]])
        }
    }

    private struct Shown: Decodable {
        struct Job: Decodable {
            struct Storage: Decodable {
                var backupDir: String
            }

            var dumpCmd: String
            var storages: [Storage]
        }

        var jobs: [Job]
    }

    @Test("Secrets are in no output, no log and no record")
    func secrets() async throws {
        try await CommandFixture.with { fixture in
            let secret = "hunter2-0123456789"
            try fixture.scratch.write("password", secret + "\n")
            try fixture.scratch.write(
                "lifeboat.yaml.j2",
                """
                main:
                  server_name: test
                  admin_mail: [ops@example.org]
                  smtp_server: mail.example.org
                  smtp_user: lifeboat
                  smtp_password: {{ smtp_password }}
                jobs:
                  - job: dump
                    type: external
                    stream: yes
                    dump_cmd: 'echo trouble >&2; exit 9'
                    storages:
                      - {storage: local, backup_dir: "\(fixture.scratch("store"))"}

                """)
            let environment = [
                "SMTP_PASSWORD_FILE": fixture.scratch("password"),
                "LIFEBOAT_CONFIG": fixture.scratch("lifeboat.yaml.j2"),
            ]
            for words in [
                ["config", "--show"], ["config", "--show", "-o", "json"], ["run", "--output", "json"], ["check"],
            ] {
                let result = try await fixture.start(words, environment: environment).wait()
                #expect(!result.text.contains(secret) && !result.errors.contains(secret), "\(words): \(result)")
                if words[0] == "config" { #expect(result.text.contains("<redacted>"), "\(result)") }
            }
            let kept = fixture.paths(below: "store").filter { $0.hasSuffix(".json") }
            #expect(kept.count == 1)
            for name in kept {
                #expect(try !String(contentsOfFile: fixture.scratch("store/\(name)"), encoding: .utf8).contains(secret))
            }
        }
    }

    @Test(
        "What generate makes is understood",
        arguments: ["desc_files", "sqlite", "external", "redis", "etcd", "mongodb"])
    func generated(_ type: String) async throws {
        try await CommandFixture.with { fixture in
            let path = fixture.scratch("made.yaml")
            let made = try await fixture.run("generate", "-T", type, "-S", "local", "-P", path)
            #expect(made.status == 0, "\(made)")
            #expect(made.output.isEmpty)
            let checked = try await fixture.run("check", "--offline", "-c", path)
            #expect(checked.status == 0, "\(checked)")
            #expect(checked.lines == ["ok    configuration \(path): 1 job"])

            let again = try await fixture.run("generate", "-T", type, "-S", "local", "-P", path)
            #expect(again.status == 1)
            #expect(
                again.errorLines == [
                    "error: cannot make \(path): File exists",
                    "hint: name another file with -P, or move that one away first",
                ])

            let printed = try await fixture.run("generate", "-T", type, "-S", "local")
            #expect(try printed.output == Data(contentsOf: URL(fileURLWithPath: path)))
        }
    }

    @Test("generate refuses by name what this version cannot do")
    func refused() async throws {
        try await CommandFixture.with { fixture in
            let near = try await fixture.run("generate", "-T", "desc_file", "-S", "local")
            #expect(near.status == 64)
            #expect(near.errors.contains("did you mean desc_files?"))
            let later = try await fixture.run("generate", "-T", "inc_files", "-S", "local")
            #expect(later.status == 64)
            #expect(later.errors.contains("inc_files is not supported by this version"))
            // Only what the next try can succeed with.
            let unknown = try await fixture.run("generate", "-T", "nope", "-S", "local")
            #expect(unknown.status == 64)
            #expect(
                unknown.errors.hasPrefix("error: there is no type nope\nhint: supported: desc_files, "), "\(unknown)")
            for word in unknown.errorLines[1].dropFirst("hint: supported: ".count).split(separator: ",") {
                let type = word.trimmingCharacters(in: .whitespaces)
                let made = try await fixture.run("generate", "-T", type, "-S", "local")
                #expect(made.status == 0, "\(type): \(made)")
            }
            let place = try await fixture.run("generate", "-T", "external", "-S", "xyz")
            #expect(
                place.errorLines == [
                    "error: there is no storage xyz", "hint: supported: local, scp, ftp, smb, nfs, webdav, rclone, s3",
                ])
        }
    }

    @Test("check says what is wrong with sources and storages, and leaves nothing")
    func check() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            let good = try await fixture.run("check")
            #expect(good.status == 0, "\(good)")
            #expect(good.lines.allSatisfy { $0.hasPrefix("ok    ") })
            #expect(fixture.paths(below: "store").isEmpty)

            try FileManager.default.removeItem(atPath: fixture.scratch("files"))
            let bad = try await fixture.run("check")
            #expect(bad.status == 1)
            #expect(bad.lines.contains { $0.hasPrefix("FAIL  job site: source") }, "\(bad)")
            let offline = try await fixture.run("check", "--offline")
            #expect(offline.status == 0)
        }
    }

    @Test("A command that prints a secret prints it to nobody, whether a template or the environment gave it")
    func spokenSecrets() async throws {
        try await CommandFixture.with { fixture in
            try fixture.scratch.write(
                "lifeboat.yaml.j2",
                """
                jobs:
                  - job: dump
                    type: external
                    stream: yes
                    dump_cmd: "echo {{ api_token }} and $DB_PASSWORD >&2; false"
                    storages:
                      - {storage: local, backup_dir: "\(fixture.scratch("store"))"}

                """)
            let result = try await fixture.run(
                "run", "-o", "json",
                environment: [
                    "API_TOKEN": "tok123", "DB_PASSWORD": "hunter2",
                    "LIFEBOAT_CONFIG": fixture.scratch("lifeboat.yaml.j2"),
                ])
            #expect(result.status == 1 && result.errors.contains("<redacted> and <redacted>"), "\(result)")
            let kept = try fixture.paths(below: "store").filter { $0.hasSuffix(".json") }.map { name in
                try String(contentsOfFile: fixture.scratch("store/\(name)"), encoding: .utf8)
            }
            #expect(kept.count == 1)
            for text in kept + [result.text, result.errors] {
                #expect(!text.contains("tok123") && !text.contains("hunter2"), "\(text)")
            }
        }
    }
}
