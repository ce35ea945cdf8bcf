import Foundation
import LifeboatTesting
import Testing

/// The line that `kubectl describe pod` shows.
@Suite("The termination message")
struct TerminationMessageTests {
    private func message(
        _ fixture: CommandFixture, _ words: [String], before: String = "", environment: [String: String] = [:]
    ) async throws -> (status: Int32, text: String) {
        let path = try fixture.scratch.write("termination-log", before)
        let variables = environment.merging(["LIFEBOAT_TERMINATION_LOG": path]) { $1 }
        let result = try await fixture.start(words, environment: variables).wait()
        return (result.status, try String(contentsOfFile: path, encoding: .utf8))
    }

    @Test("says why a run failed, in one line, without its secrets")
    func failure() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal("echo \"no luck with $DB_PASSWORD\" >&2; exit 9")
            let (status, text) = try await message(fixture, ["run"], environment: ["DB_PASSWORD": "swordfish"])
            #expect(status == 1)
            #expect(text.hasPrefix("job dump: target dump: "), "\(text)")
            #expect(text.hasSuffix("\n") && text.count(where: \.isNewline) == 1)
            #expect(text.contains("no luck") && !text.contains("swordfish"), "\(text)")
        }
    }

    @Test("says what a degraded run lacks")
    func degraded() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.scratch.write("second", "a file, where a folder has to be")
            try fixture.configureFiles(storages: ["store", "second"])
            let (status, text) = try await message(fixture, ["run"])
            #expect(status == 3)
            #expect(text.hasPrefix("job site: target files: storage second: "), "\(text)")
        }
    }

    @Test("says what is wrong with a configuration, and with a command line")
    func beforeAnythingStarts() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configure("jobs:\n  - job: a\n    typ: sqlite\n")
            let (status, text) = try await message(fixture, ["run"])
            #expect(status == 78)
            #expect(text.contains("problem") && text.contains("lifeboat.yaml:3:5"), "\(text)")
            #expect(text.count(where: \.isNewline) == 1 && text.utf8.count <= 4_096)
            let usage = try await message(fixture, ["list", "--nonsense"])
            #expect(usage.status == 64 && usage.text.contains("--nonsense"), "\(usage)")
        }
    }

    @Test("stays empty when all is well, and is not made where there is none")
    func nothing() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            let (status, text) = try await message(fixture, ["run"], before: "")
            #expect(status == 0 && text.isEmpty)
            let path = fixture.scratch("nowhere")
            let failed = try await fixture.run("run", "nope", environment: ["LIFEBOAT_TERMINATION_LOG": path])
            #expect(failed.status == 64 && !fixture.exists("nowhere"))
        }
    }

    @Test("is cut where Kubernetes would cut it, between two characters")
    func long() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal("exit 1", job: [])
            let name = String(repeating: "☃", count: 3_000)
            let (status, text) = try await message(fixture, ["run", name])
            #expect(status == 64)
            #expect((4_090...4_096).contains(text.utf8.count) && text.hasSuffix("☃\n"), "\(text.utf8.count)")
        }
    }
}
