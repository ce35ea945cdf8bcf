import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Interruption of what reads, removes and probes")
struct InterruptionTests {
    /// Two backups: an older one of a few bytes, and one that takes minutes at a few KiB a second.
    private func plantTwo(_ fixture: CommandFixture) async throws {
        var small = TarText()
        small.add(.folder, "files/")
        try await fixture.plant(small.archive, id: "20260110T030000Z-0001")
        var large = TarText()
        large.add(.folder, "files/")
        large.add(.file, "files/first", "one\n")
        large.add(.file, "files/large", String(repeating: "x", count: 1 << 20))
        try await fixture.plant(large.archive, id: "20260111T030000Z-0002")
    }

    @Test("verify: what was found so far is reported, nothing is noted of the one that was being read")
    func verify() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles(main: ["net_rate: 4k"])
            try await plantTwo(fixture)
            let command = try fixture.start(["verify", "--all"])
            try await command.reaches { String(decoding: command.outputSoFar, as: UTF8.self).hasPrefix("intact") }
            command.signal(SIGTERM)
            let result = try await command.wait()
            #expect(result.status == 143, "\(result)")
            #expect(result.lines.count == 1, "\(result)")
            let findings = fixture.paths(below: "store").filter { $0.contains("verify-") }
            #expect(findings.count == 1 && findings[0].contains("20260110"), "\(findings)")
            try fixture.configureFiles()
            #expect(try await fixture.run("verify", "--all").status == 0)
        }
    }

    @Test("restore: says so, leaves the store alone, and can be done again")
    func restore() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles(main: ["net_rate: 4k"])
            try await plantTwo(fixture)
            let before = fixture.paths(below: "store")
            let command = try fixture.start(["restore", "site", "--to", fixture.scratch("back"), "-o", "json"])
            try await command.reaches { fixture.exists("back/files/first") }
            command.signal(SIGTERM)
            let result = try await command.wait()
            #expect(result.status == 143, "\(result)")
            #expect(result.errors.contains("error: job site: target files: interrupted"), "\(result)")
            #expect(!result.errors.contains("restored site/files"), "\(result)")
            #expect(result.text.contains("\"restored\" : []"), "\(result)")
            #expect(fixture.paths(below: "store") == before)
            try fixture.configureFiles()
            let again = try await fixture.run("restore", "site", "--to", fixture.scratch("back"), "--force")
            #expect(again.status == 0, "\(again)")
            let large = try FileManager.default.attributesOfItem(atPath: fixture.scratch("back/files/large"))
            #expect(large[.size] as? Int == 1 << 20)
        }
    }

    @Test("check: leaves no probe behind")
    func check() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles(main: ["net_rate: 10B"])
            let command = try fixture.start(["check", "-o", "json"])
            try await command.reaches {
                fixture.paths(below: "store").contains { $0.hasPrefix("lifeboat-check-") }
            }
            command.signal(SIGTERM)
            let result = try await command.wait()
            #expect(result.status == 143, "\(result)")
            #expect(!fixture.paths(below: "store").contains { $0.hasPrefix("lifeboat-check-") })
            #expect(result.text.contains("\"part\" : \"source\""), "\(result)")
        }
    }

    @Test("expire: removes the oldest first, each whole, and the next one goes on")
    func expire() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles(store: "{days: 1}")
            let ids = (0..<3_000).map { number -> String in
                let (month, day, hour) = (number / 560 + 1, number / 20 % 28 + 1, number % 20)
                return String(format: "2020%02d%02dT%02d0000Z-0001", month, day, hour)
            }
            for id in ids { try fixture.plantNominal(id) }
            // By name, since the table folds more than ten removals in a row into one line.
            let command = try fixture.start(["expire", "-o", "name"])
            try await command.reaches { !fixture.exists("store/site/files/\(ids[0])") }
            command.signal(SIGTERM)
            let result = try await command.wait()
            #expect(result.status == 143, "\(result)")

            let left = try FileManager.default.contentsOfDirectory(atPath: fixture.scratch("store/site/files"))
            #expect(left.count > 1 && left.count < ids.count)
            #expect(Set(left).isSubset(of: ids.suffix(left.count)))
            let listed = try await fixture.backups()
            #expect(listed.allSatisfy { $0.complete && $0.object != nil })
            #expect(listed.count == left.count)
            #expect(result.lines.count == ids.count - left.count)

            let next = try await fixture.run("expire", "-o", "name")
            #expect(next.status == 0 && next.lines.count == left.count - 1)
            #expect(try await fixture.backups().map(\.id) == [ids[2_999]])
        }
    }

    @Test("A second signal kills the children that are deaf to the first")
    func deafChildren() async throws {
        try await CommandFixture.with { fixture in
            let marker = fixture.scratch("first")
            let pids = fixture.scratch("pids")
            try fixture.configureExternal(
                "trap 'echo > \(marker)' TERM INT; (trap '' TERM INT; while :; do sleep 0.1; done) & "
                    + "echo $$ $! > \(pids).new; mv \(pids).new \(pids); while :; do sleep 0.1; done")
            let command = try fixture.start(["run"])
            try await command.reaches { fixture.exists("pids") }
            let children = try String(contentsOfFile: pids, encoding: .utf8).split(whereSeparator: \.isWhitespace)
                .compactMap { pid_t($0) }
            #expect(children.count == 2)
            fixture.onCleanup { children.forEach { kill($0, SIGKILL) } }
            command.signal(SIGTERM)
            try await command.reaches { fixture.exists("first") }
            #expect(children.allSatisfy(ProcessList.isAlive))
            command.signal(SIGINT)
            #expect(try await command.wait().status == 130)
            // SIGKILL was sent before it ended; when it takes effect the kernel decides.
            while children.contains(where: ProcessList.isAlive) { await Task.yield() }
            #expect(try await fixture.backups() == [])
        }
    }

    @Test("SIGHUP ends a run, but not one that was started to survive it (nohup)", arguments: [true, false])
    func hangUp(_ isIgnored: Bool) async throws {
        try await CommandFixture.with { fixture in
            let (ready, go) = (fixture.scratch("ready"), fixture.scratch("go"))
            try fixture.configureExternal(
                "echo begin; echo > \(ready); while [ ! -e \(go) ]; do sleep 0.05; done; echo end")
            let words = (isIgnored ? ["nohup"] : []) + [BuiltBinary.path, "run"]
            let command = try fixture.spawn(words, environment: [:], input: nil)
            try await command.reaches { fixture.exists("ready") }
            command.signal(SIGHUP)
            if isIgnored {
                try fixture.scratch.write("go", "")
                let result = try await command.wait()
                #expect(result.status == 0, "\(result)")
                #expect(try await fixture.run("restore", "dump", "--stdout").lines == ["begin", "end"])
            } else {
                #expect(try await command.wait().status == 143)
                #expect(try await fixture.backups() == [])
            }
        }
    }
}
