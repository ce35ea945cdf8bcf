import LifeboatCore
import LifeboatEngine
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("Transfer")
struct TransferTests {
    private static let folder = ObjectKey(names: "web", "db")

    /// A job with a backup of `db` for each day, made on `origin` alone.
    private func run(
        _ origin: InMemoryStorage, _ destination: any Storage, days: Int = 1, keeping: RetentionPolicy = .init(),
        stallTimeout: Duration = .seconds(1_000)
    ) async throws -> TestRun {
        var random = SeededGenerator(seed: 21)
        var run = TestRun(
            ScriptedSource([ScriptedTarget("db", random.bytes(3 << 20))]), encoding: EncodingChain([.zstd(level: 1)]),
            [JobStorage("a", origin)])
        run.serverName = "here"
        for _ in 0..<days {
            #expect(await run.run().outcome == .done)
            run.time.advance(by: .seconds(86_400))
        }
        run.storages.append(JobStorage("b", destination, retention: keeping, stallTimeout: stallTimeout))
        return run
    }

    private func transfer(_ run: TestRun, from: Int = 0, to: Int = 1) -> Transfer {
        Transfer(run.job, from: run.storages[from], to: run.storages[to], clock: run.clock)
    }

    /// Copies what is to be copied, to the first failure.
    @discardableResult
    private func copyAll(_ run: TestRun, _ transfer: Transfer? = nil) async throws -> Int {
        let transfer = transfer ?? self.transfer(run)
        let wanted = try await transfer.plan(now: run.time.now).filter(\.isCopied)
        for decision in wanted { _ = try await transfer.copy(decision.backup) }
        return wanted.count
    }

    private func backups(_ storage: InMemoryStorage) -> [String: [UInt8]] {
        storage.contents.filter { !$0.key.hasPrefix("web/runs/") && !$0.key.contains("/verify-") }
    }

    @Test("makes the other storage hold the same bytes, newest first, and then there is nothing left to do")
    func everything() async throws {
        let (origin, destination) = (InMemoryStorage(), InMemoryStorage())
        let run = try await run(origin, destination, days: 3)
        let plan = try await transfer(run).plan(now: run.time.now)
        #expect(plan.map(\.words) == ["not there", "not there", "not there"])
        #expect(plan.map(\.backup.id) == plan.map(\.backup.id).sorted(by: >))
        #expect(try await copyAll(run) == 3)
        #expect(backups(destination) == backups(origin))
        #expect(backups(destination).count == 9)
        let again = try await transfer(run).plan(now: run.time.now)
        #expect(again.map(\.words) == ["there already", "there already", "there already"])
        #expect(try await copyAll(run) == 0)
        #expect(run.clock.sleeping == 0)
    }

    @Test("cut off at any step leaves no half backup, and begun again it ends well", arguments: [true, false])
    func cutOff(atDestination: Bool) async throws {
        for cut in [StepStorage<InMemoryStorage>.Cut.before, .after] {
            var step = 0
            var isDone = false
            while !isDone {
                let (origin, destination) = (InMemoryStorage(), InMemoryStorage())
                let run = try await run(origin, destination, days: 2)
                var cutRun = run
                let steps = StepStorage(atDestination ? destination : origin, failsFrom: step, cut)
                cutRun.storages[atDestination ? 1 : 0].storage = steps
                do {
                    try await copyAll(cutRun)
                    isDone = true
                } catch {
                    #expect(LifeboatError(wrapping: error).summary.contains("cut off"), "\(error)")
                    #expect(
                        LifeboatError(wrapping: error).summary.contains("storage \(atDestination ? "b" : "a")"),
                        "\(error)")
                }
                #expect(try destination.brokenBackups().isEmpty, "step \(step)")
                try await copyAll(run)
                #expect(backups(destination) == backups(origin), "step \(step)")
                step += 1
            }
            #expect(step >= 6)
        }
    }

    @Test("never takes over what its receipt does not prove")
    func damaged() async throws {
        let (origin, destination) = (InMemoryStorage(), InMemoryStorage())
        let run = try await run(origin, destination)
        for fault in [StorageFault.Kind.flipsBit(at: 1_000), .truncates(at: 5_000)] {
            var faulty = run
            let storage = FaultInjectingStorage(origin)
            faulty.storages[0].storage = storage
            let transfer = transfer(faulty)
            let plan = try await transfer.plan(now: run.time.now)
            let object = try #require(plan[0].backup.object).key
            storage.inject(StorageFault(.read, fault, at: object))
            let error = await expectLifeboatError(.corrupted) { _ = try await transfer.copy(plan[0].backup) }
            #expect(error?.summary.hasPrefix("storage a: the stored object is not what") == true)
            #expect(storage.unexercised.isEmpty && destination.contents.isEmpty)
        }
    }

    @Test("takes what an earlier one left only if it is the same bytes", arguments: [true, false])
    func leftover(isSame: Bool) async throws {
        let (origin, destination) = (InMemoryStorage(), InMemoryStorage())
        let run = try await run(origin, destination)
        let transfer = transfer(run)
        let plan = try await transfer.plan(now: run.time.now)
        let object = try #require(plan[0].backup.object).key
        let bytes = try await origin.readAll(object)
        _ = try await destination.put(
            ByteStream(isSame ? bytes : bytes.dropLast() + [0x55]), at: object, PutOptions())
        let steps = StepStorage(destination)
        var counted = run
        counted.storages[1].storage = steps
        try await copyAll(counted)
        #expect(backups(destination) == backups(origin))
        #expect(steps.log.contains("put \(object)") != isSame)
    }

    @Test("leaves another backup that has the same id alone")
    func otherReceipt() async throws {
        let (origin, destination) = (InMemoryStorage(), InMemoryStorage())
        let run = try await run(origin, destination)
        let transfer = transfer(run)
        let plan = try await transfer.plan(now: run.time.now)
        let receipt = try #require(plan[0].backup.object).key.parent.appending(name: "receipt.json")
        // Whoever it belongs to writes its receipt while ours is on its way.
        _ = try await destination.put(ByteStream([1, 2]), at: receipt, PutOptions())
        await expectLifeboatError(.refused) { _ = try await transfer.copy(plan[0].backup) }
        #expect(destination.contents[receipt.path] == [1, 2])
    }

    @Test("gives back an object that was lost on the other storage")
    func lostThere() async throws {
        let (origin, destination) = (InMemoryStorage(), InMemoryStorage())
        let run = try await run(origin, destination)
        try await copyAll(run)
        let object = try #require(try await transfer(run).plan(now: run.time.now)[0].backup.object).key
        try await destination.delete(object)
        #expect(try await transfer(run).plan(now: run.time.now).map(\.words) == ["its object is gone there"])
        #expect(try await copyAll(run) == 1)
        #expect(backups(destination) == backups(origin))
    }

    @Test("leaves what the other storage's retention would remove at once")
    func retention() async throws {
        let (origin, destination) = (InMemoryStorage(), InMemoryStorage())
        let run = try await run(origin, destination, days: 5, keeping: RetentionPolicy(days: 2))
        let plan = try await transfer(run).plan(now: run.time.now)
        #expect(plan.map(\.isCopied) == [true, true, false, false, false])
        #expect(plan[2].words == "would not be kept there: not among the last 2 days")
        try await copyAll(run)
        let expiry = try await Expiry(job: run.job, storage: run.storages[1]).plan(now: run.time.now)
        #expect(expiry.flatMap(\.retention.removed).isEmpty)
    }

    @Test("does not copy what is known to be damaged or gone, and says so")
    func wanting() async throws {
        let (origin, destination) = (InMemoryStorage(), InMemoryStorage())
        let run = try await run(origin, destination, days: 2)
        let found = try await Catalogue.read(run.job, storage: "a").backups
        let object = try #require(found[0].backup.object).key
        origin.tamper(object) { $0[0] ^= 1 }
        _ = try await Verification(job: run.job, now: { [time = run.time] in time.now }).verify(found[0])
        try await origin.delete(try #require(found[1].backup.object).key)
        let plan = try await transfer(run).plan(now: run.time.now)
        #expect(
            plan.map(\.words) == ["its object is gone here", "a verification found this copy damaged"])
        #expect(plan.allSatisfy { $0.isWanting && !$0.isCopied })
    }

    @Test("A storage that stands still is given up")
    func stalls() async throws {
        let (origin, destination) = (InMemoryStorage(), InMemoryStorage())
        let faulty = FaultInjectingStorage(
            destination, [StorageFault(.put, .stalls(afterBytes: 1 << 20), at: Self.folder)])
        let run = try await run(origin, faulty, stallTimeout: .seconds(10))
        let transfer = transfer(run)
        let plan = try await transfer.plan(now: run.time.now)
        let error = await run.clock.passing(.seconds(10), when: { faulty.isStalling }) {
            await expectLifeboatError(.temporary, nil) { _ = try await transfer.copy(plan[0].backup) }
        }
        #expect(error?.summary == "storage b: took no byte for 10s and was left behind")
        #expect(destination.contents.isEmpty && run.clock.sleeping == 0)
    }

    @Test("One that it reads from and that stands still is given up, too", arguments: [true, false])
    func originStalls(onReceipt: Bool) async throws {
        let (origin, destination) = (InMemoryStorage(), InMemoryStorage())
        var run = try await run(origin, destination)
        let plan = try await transfer(run).plan(now: run.time.now)
        let object = try #require(plan[0].backup.object).key
        let receipt = object.parent.appending(name: "receipt.json")
        let faulty = FaultInjectingStorage(
            origin, [StorageFault(.read, .stalls(afterBytes: 0), at: onReceipt ? receipt : object)])
        run.storages[0].storage = faulty
        run.storages[0].stallTimeout = .seconds(10)
        let transfer = transfer(run)
        let error = await run.clock.passing(.seconds(10), when: { faulty.isStalling }) {
            await expectLifeboatError(.temporary, nil) { _ = try await transfer.copy(plan[0].backup) }
        }
        #expect(error?.summary == "storage a: no answer for 10s")
        #expect(faulty.unexercised.isEmpty && destination.contents.isEmpty && run.clock.sleeping == 0)
    }
}
