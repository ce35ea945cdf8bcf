import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Commands as sources")
struct ExternalTests {
    @Test("A command that names its file: stored under its name, restored, and removed once delivered")
    func file() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            let made = fixture.scratch("made.tar")
            let answer = #"{"full_path": "\#(made)", "basename": "content", "extension": "tar", "gzip": false}"#
            try fixture.configureExternal(
                "tar -C \(fixture.scratch.path) -cvf \(made) files >&2; echo '\(answer)'", stream: false)
            let result = try await fixture.run("run")
            #expect(result.status == 0, "\(result)")
            #expect(!fixture.exists("made.tar"))
            let backup = try #require(try await fixture.backups().first)
            #expect(backup.target == "content")
            #expect(backup.object?.hasSuffix("/content.tar") == true)
            #expect(try await fixture.run("restore", "dump", "--to", fixture.scratch("back")).status == 0)
            let members = try await fixture.tool("tar", "-tf", fixture.scratch("back/content.tar"))
            #expect(members.lines.contains("files/index.html"), "\(members)")
        }
    }

    @Test("A file that is compressed already is stored as it is, under a name that says so")
    func compressedFile() async throws {
        try await CommandFixture.with { fixture in
            let made = fixture.scratch("made.gz")
            let answer = #"{"full_path": "\#(made)", "basename": "content", "extension": "txt", "gzip": "true"}"#
            try fixture.configureExternal(
                "echo hello | gzip > \(made); echo '\(answer)'", stream: false, job: ["compression: none"])
            let result = try await fixture.run("run")
            #expect(result.status == 0, "\(result)")
            let object = try #require(try await fixture.backups().first?.object)
            #expect(object.hasSuffix("/content.txt.gz"))
            let plain = try await fixture.tool("gzip", "-dc", fixture.scratch("store/\(object)"))
            #expect(plain.text == "hello\n")
        }
    }

    @Test("A file stays where it is when not every storage took it")
    func undelivered() async throws {
        try await CommandFixture.with { fixture in
            let made = fixture.scratch("made.txt")
            let answer = #"{"full_path": "\#(made)", "basename": "content", "extension": "txt", "gzip": "no"}"#
            try fixture.scratch.write("second", "in the way\n")
            try fixture.configureExternal(
                "echo hello > \(made); echo '\(answer)'", stream: false, storages: ["store", "second"])
            let result = try await fixture.run("run")
            #expect(result.status == 3, "\(result)")
            #expect(fixture.exists("made.txt"))
        }
    }

    @Test(
        "A command that fails, by whatever member of its pipeline, is no backup, and its words are shown",
        arguments: [
            "echo half; echo 'the database is away' >&2; exit 7",
            "(echo half; echo 'the database is away' >&2; exit 3) | cat",
            "echo half; echo 'the database is away' >&2; kill -9 $$",
        ])
    func failing(_ command: String) async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal(command)
            let result = try await fixture.run("run")
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains("the database is away"), "\(result)")
            #expect(result.errors.contains("job dump: target dump: "))
            #expect(try await fixture.backups() == [])
            #expect(fixture.paths(below: "store/dump").contains { $0.hasSuffix(".dump.zst") } == false)
            let record = try #require(try fixture.runRecords(of: "dump").first)
            #expect(record.outcome == "failed")
            #expect(record.targets[0].problem?.contains("the database is away") == true)
        }
    }

    @Test(
        "What is no answer is a failure that says what is expected",
        arguments: [
            "true", "echo hello", "echo '{}'",
            #"echo '{"full_path": "/nowhere/x", "basename": "x", "extension": "x", "gzip": false}'"#,
        ])
    func noAnswer(_ command: String) async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal(command, stream: false)
            let result = try await fixture.run("run")
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains("full_path") || result.errors.contains("/nowhere/x"), "\(result)")
            #expect(try await fixture.backups() == [])
        }
    }

    @Test("A command that prints nothing is no backup")
    func empty() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal("true")
            let result = try await fixture.run("run")
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains("printed nothing"))
        }
    }

    @Test(
        "Compressed as the standard tools open it",
        arguments: [("compression: gzip", "gz", "gzip"), ("compression: zstd", "zst", "zstd")])
    func compressions(_ key: String, _ suffix: String, _ program: String) async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal("seq 1 300000", job: [key])
            let result = try await fixture.run("run")
            #expect(result.status == 0, "\(result)")
            let object = try #require(try await fixture.backups().first?.object)
            #expect(object.hasSuffix(".\(suffix)"))
            #expect(try await fixture.tool(program, "-t", fixture.scratch("store/\(object)")).status == 0)
            let plain = try await fixture.tool(program, "-dc", fixture.scratch("store/\(object)"))
            #expect(plain.output == (try await fixture.tool("seq", "1", "300000")).output)
        }
    }

    @Test("Megabytes on stderr neither block nor fail it")
    func chatty() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal("echo data; head -c 5000000 /dev/zero | tr '\\0' x >&2; echo more")
            let result = try await fixture.run("run")
            #expect(result.status == 0, "\(result)")
            #expect(result.errors.utf8.count < 100_000)
            #expect(try await fixture.run("restore", "dump", "--stdout").text == "data\nmore\n")
        }
    }

    @Test(
        "300 MB pass through little memory, compressible or not, and nothing is staged",
        arguments: ["/dev/zero", "/dev/urandom"])
    func memory(_ device: String) async throws {
        try await CommandFixture.with { fixture in
            let status = fixture.scratch("peak")
            // Its parent is lifeboat; by then all but the last blocks have passed through it.
            try fixture.configureExternal("head -c 314572800 \(device) && grep VmHWM /proc/$PPID/status > \(status)")
            let result = try await fixture.run("run")
            #expect(result.status == 0, "\(result)")
            let record = try #require(try fixture.runRecords(of: "dump").first)
            #expect(record.targets[0].plainBytes == 314_572_800)
            let words = try String(contentsOfFile: status, encoding: .utf8).split(whereSeparator: \.isWhitespace)
            let kilobytes = try #require(words.count == 3 ? Int(words[1]) : nil)
            #expect(kilobytes < 128 * 1024, "\(kilobytes) kB")
            #expect(try await fixture.run("verify").status == 0)
        }
    }

    @Test("A command that says nothing for its `stall_timeout` is ended, with its children", arguments: [true, false])
    func silent(stream: Bool) async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal(
                "sleep 1000 & echo $! > \(fixture.scratch("pid")); echo half a dump; wait", stream: stream,
                job: ["stall_timeout: 1s"])
            let result = try await fixture.run("run")
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains("the source gave nothing for 1.0s and was given up"), "\(result)")
            #expect(try await fixture.backups() == [])
            let pid = try String(contentsOfFile: fixture.scratch("pid"), encoding: .utf8)
            let child = try #require(pid_t(pid.trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(!ProcessList.isAlive(child))
        }
    }
}
