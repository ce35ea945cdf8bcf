import Foundation
import LifeboatTesting
import Testing

@Suite("status")
struct StatusTests {
    private struct Document: Decodable {
        struct Entry: Decodable {
            var job: String
            var target: String?
            var storage: String
            var verdict: String
            var ageSeconds: Int?
            var maxAgeSeconds: Int?
            var storedBytes: Int?
            var previousStoredBytes: Int?
            var retained: Int?
            var verifiedOk: Bool?
            var lastOutcome: String?
            var problem: String?
        }

        var status: [Entry]
    }

    /// Three jobs on two storages each; `broken` fails while the file of that name is there.
    private func configure(_ fixture: CommandFixture, required: String = "yes") throws {
        let jobs = ["alpha", "beta", "gamma"].map { name in
            """
              - job: \(name)
                type: external
                stream: yes
                dump_cmd: test ! -e \(name).broken && cat \(name).dump
                storages:
                  - {storage: local, name: here, backup_dir: "\(fixture.scratch("here"))"}
                  - {storage: local, name: there, backup_dir: "\(fixture.scratch("there"))", required: \(required)}

            """
        }
        try fixture.configure("main: {server_name: test, expect_every: 1d}\njobs:\n" + jobs.joined())
        for name in ["alpha", "beta", "gamma"] { try fixture.scratch.write("\(name).dump", "0123456789") }
    }

    /// Makes what there is of a job look as if it had been made long ago.
    private func age(_ fixture: CommandFixture, _ folder: String) throws {
        for path in fixture.paths(below: folder) where path.hasPrefix("20") && !path.contains("/") {
            let old = "20200101T030000Z-0000"
            let receipt = fixture.scratch("\(folder)/\(path)/receipt.json")
            let text = try String(contentsOfFile: receipt, encoding: .utf8)
            try text.replacing(path, with: old).write(toFile: receipt, atomically: true, encoding: .utf8)
            try FileManager.default.moveItem(
                atPath: fixture.scratch("\(folder)/\(path)"), toPath: fixture.scratch("\(folder)/\(old)"))
        }
    }

    @Test("All is well, as a table and as JSON, and the status is 0")
    func well() async throws {
        try await CommandFixture.with { fixture in
            try configure(fixture)
            #expect(try await fixture.run("run").status == 0)
            try fixture.scratch.write("beta.dump", "01234567890123456789")
            let second = try await fixture.run("run", "beta")
            #expect(second.status == 0, "\(second)")
            #expect(try await fixture.run("verify", "beta").status == 0)
            let table = try await fixture.run("status")
            #expect(table.status == 0 && table.errors.isEmpty, "\(table)")
            #expect(table.lines.count == 7)
            #expect(table.lines[0].hasPrefix("STATE  JOB    TARGET  STORAGE"), "\(table)")
            #expect(table.lines.dropFirst().allSatisfy { $0.hasPrefix("ok ") && $0.contains(" done ") }, "\(table)")
            let json = try await fixture.run("status", "beta", "-o", "json")
            #expect(json.status == 0, "\(json)")
            let entries = try json.decode(Document.self).status
            #expect(entries.map(\.storage) == ["here", "there"])
            let entry = try #require(entries.first)
            #expect(entry.target == "beta" && entry.verdict == "fine" && entry.lastOutcome == "done")
            #expect(entry.maxAgeSeconds == 95_040 && entry.retained == 2 && entry.verifiedOk == true)
            #expect(try #require(entry.storedBytes) > 0 && entry.previousStoredBytes != nil)
            #expect(try #require(entry.ageSeconds) < 3_600)
        }
    }

    @Test("The worst comes first, with why; one stale service of three makes the status 1")
    func stale() async throws {
        try await CommandFixture.with { fixture in
            try configure(fixture)
            #expect(try await fixture.run("run").status == 0)
            try age(fixture, "there/beta/beta")
            try fixture.scratch.write("gamma.broken", "")
            #expect(try await fixture.run("run", "gamma").status == 1)
            let result = try await fixture.run("status")
            #expect(result.status == 1, "\(result)")
            let states = result.lines.dropFirst().map { $0.split(separator: " ", maxSplits: 8).map(String.init) }
            #expect(states[0].prefix(5) == ["TOO", "OLD", "beta", "beta", "there"], "\(result)")
            #expect(states[1].prefix(4) == ["failed", "gamma", "gamma", "here"], "\(result)")
            #expect(states[2].prefix(4) == ["failed", "gamma", "gamma", "there"], "\(result)")
            #expect(states[3...].allSatisfy { $0[0] == "ok" }, "\(result)")
            #expect(result.errors.contains("gamma/gamma on here: the last run: "), "\(result)")
            let names = try await fixture.run("status", "-o", "name")
            #expect(names.lines == ["beta/beta", "gamma/gamma", "alpha/alpha"])

            // Only what is asked for counts.
            #expect(try await fixture.run("status", "alpha").status == 0)
            #expect(try await fixture.run("status", "gamma").status == 3)

            try configure(fixture, required: "no")
            let optional = try await fixture.run("status", "beta", "alpha")
            #expect(optional.status == 0 && optional.text.contains("TOO OLD"), "\(optional)")
        }
    }

    @Test("It works where nothing else does: no sources, no records of runs, a job that was never run")
    func alone() async throws {
        try await CommandFixture.with { fixture in
            try configure(fixture)
            #expect(try await fixture.run("run", "alpha").status == 0)
            for place in ["here", "there"] {
                try FileManager.default.removeItem(atPath: fixture.scratch("\(place)/alpha/runs"))
            }
            let result = try await fixture.run("status")
            #expect(result.status == 1, "\(result)")
            #expect(result.lines.count { $0.hasPrefix("NO BACKUP  ") } == 4, "\(result)")
            #expect(result.lines.count { $0.hasPrefix("ok ") && $0.hasSuffix(" -") } == 2, "\(result)")
            let json = try await fixture.run("status", "beta", "-o", "json")
            #expect(try json.decode(Document.self).status.map(\.verdict) == ["missing", "missing"])
            #expect(try json.decode(Document.self).status.allSatisfy { $0.target == nil })
        }
    }

    @Test("A storage that does not answer is said, and the others are shown")
    func unreachable() async throws {
        try await CommandFixture.with { fixture in
            try configure(fixture)
            #expect(try await fixture.run("run").status == 0)
            try FileManager.default.removeItem(atPath: fixture.scratch("there"))
            try fixture.scratch.write("there", "a file\n")
            let result = try await fixture.run("status", "alpha")
            #expect(result.status == 1, "\(result)")
            #expect(result.lines[1].hasPrefix("UNREACHABLE  alpha  -       there"), "\(result)")
            #expect(result.lines[2].hasPrefix("ok           alpha  alpha   here"), "\(result)")
            #expect(result.errors.contains("error: job alpha: storage there: "), "\(result)")
        }
    }

    @Test("Without any expectation nothing is too old, and that is said; the command line can name one")
    func expectation() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles()
            try fixture.plantNominal("20200101T030000Z-0001")
            let result = try await fixture.run("status")
            #expect(result.status == 0, "\(result)")
            #expect(
                result.errors.contains("note: job site: nothing can be too old, since no `expect_every`"), "\(result)")
            let asked = try await fixture.run("status", "--expect-every", "26h")
            #expect(
                asked.status == 1 && asked.text.contains("TOO OLD  site") && asked.text.contains(" 1d 2h "), "\(asked)")
            let wrong = try await fixture.run("status", "--expect-every", "soon")
            #expect(wrong.status == 64, "\(wrong)")
        }
    }

    @Test("Against S3, from a machine that has nothing but the bucket: one stale service of two")
    func s3() async throws {
        guard let server = try TestService.start("moto") else { return }
        try await CommandFixture.with { fixture in
            let jobs = [("stale", "1s"), ("fresh", "1d")].map { name, interval in
                """
                  - job: \(name)
                    type: external
                    stream: yes
                    dump_cmd: cat \(name).dump
                    expect_every: \(interval)
                    storages:
                      - {storage: s3, bucket_name: lifeboat, backup_dir: /status, region: us-east-1,
                         endpoint: "http://127.0.0.1:\(server.port)", access_key_id: key, secret_access_key: secret}

                """
            }
            try fixture.configure("jobs:\n" + jobs.joined())
            for name in ["stale", "fresh"] { try fixture.scratch.write("\(name).dump", "dump") }
            let run = try await fixture.run("run")
            #expect(run.status == 0, "\(run)")
            for name in ["stale", "fresh"] {
                try FileManager.default.removeItem(atPath: fixture.scratch("\(name).dump"))
            }
            var result = try await fixture.run("status")
            // A second passes, and a tenth.
            for _ in 0..<200 where result.status == 0 { result = try await fixture.run("status") }
            #expect(result.status == 1, "\(result)")
            #expect(result.lines.count == 3 && result.lines[1].hasPrefix("TOO OLD  stale"), "\(result)")
            #expect(result.lines[2].hasPrefix("ok       fresh") && result.lines[2].contains(" s3 "), "\(result)")
        }
    }
}
