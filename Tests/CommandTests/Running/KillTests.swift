import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Killed at any moment")
struct KillTests {
    @Test("50 times: only whole backups are shown, none that was there is lost, and the next run succeeds")
    func kills() async throws {
        try await CommandFixture.with { fixture in
            var random = SeededGenerator(seed: 20_261_123)
            try fixture.scratch.write("files/random", random.bytes(6_000_000))
            try fixture.configureFiles(store: "{days: 0}")
            try await fixture.run("run")
            let clock = ContinuousClock()
            let began = clock.now
            let whole = try await fixture.run("run")
            // How long a whole run takes just now: kills are spread over so much time.
            var duration = began.duration(to: clock.now)
            #expect(whole.status == 0, "\(whole)")

            var kept = Set(try await fixture.backups().map(\.id))
            #expect(kept.count == 2)
            var killed = 0
            var round = 0
            while killed < 50 || leftovers(fixture, kept).isEmpty, round < 300 {
                round += 1
                let command = try fixture.start(["run"])
                let started = clock.now
                let moment = duration * Double.random(in: 0...1, using: &random)
                if command.ends(within: moment) { duration = min(duration, clock.now - started) }
                kill(-command.pid, SIGKILL)
                if try await command.wait().status == 137 { killed += 1 }

                let listed = try await fixture.backups()
                #expect(kept.isSubset(of: listed.map(\.id)), "round \(round) lost a backup")
                #expect(listed.allSatisfy { $0.complete && $0.object != nil })
                kept = Set(listed.map(\.id))
                if round.isMultiple(of: 5) {
                    let began = clock.now
                    let next = try await fixture.run("run")
                    duration = began.duration(to: clock.now)
                    #expect(next.status == 0, "round \(round): \(next)")
                    let verified = try await fixture.run("verify", "--output", "json")
                    #expect(verified.status == 0, "round \(round): \(verified)")
                    let ids = try await fixture.backups().map(\.id)
                    #expect(ids.count == kept.count + 1)
                    kept.formUnion(ids)
                }
            }
            #expect(killed >= 50)
            let all = try await fixture.run("verify", "--all")
            #expect(all.status == 0, "\(all)")
            #expect(all.lines.count == kept.count)

            // And one that ended between its object and its receipt: a moment that no kill is sure to hit.
            #expect(try await fixture.run("run").status == 0)
            let last = try #require(try await fixture.backups().map(\.id).first { !kept.contains($0) })
            unlink(fixture.scratch("store/site/files/\(last)/receipt.json"))
            try await checkLeftovers(fixture, kept)
        }
    }

    /// What is there beside the backups: objects without a receipt and unfinished files.
    private func leftovers(_ fixture: CommandFixture, _ kept: Set<String>) -> [String] {
        fixture.paths(below: "store/site/files").filter { path in !kept.contains { path.hasPrefix($0) } }
    }

    /// Young ones are let be; old ones go.
    private func checkLeftovers(_ fixture: CommandFixture, _ kept: Set<String>) async throws {
        func leftovers() -> [String] { self.leftovers(fixture, kept) }
        let before = leftovers()
        #expect(!before.isEmpty)
        let verified = try await fixture.run("verify")
        #expect(verified.status == 0, "\(verified)")
        #expect(verified.errors.contains("no receipt: a run that is going on, or one that crashed"), "\(verified)")
        let young = try await fixture.run("expire")
        #expect(young.status == 0, "\(young)")
        #expect(leftovers() == before)

        // They come of age a second after their run; each round looks again.
        try fixture.configureFiles(main: ["abandoned_after: 1s"], store: "{days: 0}")
        var planned = try await fixture.run("expire", "--dry-run")
        for _ in 1...200 where !planned.text.contains("left by a crashed run") {
            planned = try await fixture.run("expire", "--dry-run")
        }
        #expect(planned.text.contains("left by a crashed run"), "\(planned)")
        #expect(leftovers() == before)
        for _ in 1...200 where !leftovers().isEmpty {
            let old = try await fixture.run("expire")
            #expect(old.status == 0, "\(old)")
        }
        #expect(leftovers() == [])
        #expect(Set(try await fixture.backups().map(\.id)) == kept)
    }
}
