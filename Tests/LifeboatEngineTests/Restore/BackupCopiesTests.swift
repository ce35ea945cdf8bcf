import Foundation
import LifeboatCore
import LifeboatEngine
import LifeboatStreams
import LifeboatTesting
import Synchronization
import Testing

@Suite("The copies of a backup")
struct BackupCopiesTests {
    private static let bytes: [UInt8] = {
        var random = SeededGenerator(seed: 11)
        return random.bytes(1 << 20)
    }()
    private static let gone = LifeboatError(.temporary, "connection reset")

    private struct Kept {
        var memory: InMemoryStorage
        var faults: [FaultInjectingStorage<InMemoryStorage>]
        var run: TestRun
        var source: ScriptedSource
        var copies: BackupCopies
    }

    private func kept(_ restore: ScriptedSource.Restore = .readsAll(DumpResult())) async throws -> Kept {
        let memories = (0..<3).map { _ in InMemoryStorage() }
        let faults = memories.map { FaultInjectingStorage($0) }
        let source = ScriptedSource([ScriptedTarget("a", Self.bytes)], restore: restore)
        let run = TestRun(source, faults.enumerated().map { JobStorage("s\($0)", $1) })
        #expect(await run.run().outcome == .done)
        let catalogue = try await Catalogue.read(run.job)
        let chosen = try catalogue.choose(.latest, target: Vault.component(ofTarget: "a"))
        let copies = catalogue.copies(of: chosen, now: .distantFuture)
        #expect(copies.map(\.storage.name) == ["s0", "s1", "s2"])
        return Kept(
            memory: memories[0], faults: faults, run: run, source: source, copies: BackupCopies(copies, of: run.job))
    }

    @Test(
        "The next one is taken when one cannot be read to its end",
        arguments: [
            StorageFault.Kind.flipsBit(at: 500_000), .truncates(at: 999), .failsAfter(bytes: 70_000, gone),
            .failsAtOnce(gone),
        ], [RestorePlace.inPlace, .folder("/new", replace: false), .folder("/old", replace: true), .renamed("b")])
    func next(_ fault: StorageFault.Kind, _ place: RestorePlace) async throws {
        let kept = try await kept()
        let object = try object(kept)
        for storage in kept.faults.dropLast() { storage.inject(StorageFault(.read, fault, at: object)) }
        let told = Mutex<[String]>([])
        let restored = try await kept.copies.restore(
            into: { _ in place }, unreadable: { copy in told.withLock { $0.append(copy.found.storage.name) } })
        #expect(restored.found.storage.name == "s2" && restored.unreadable.map(\.found.storage.name) == ["s0", "s1"])
        #expect(told.withLock { $0 } == ["s0", "s1"])
        #expect(kept.source.restored == Self.bytes)
    }

    @Test("A new folder that has got something is written over, from a copy that is proven")
    func begun() async throws {
        let kept = try await kept()
        kept.faults[0].inject(StorageFault(.read, .flipsBit(at: 500_000), at: try object(kept)))
        _ = try await kept.copies.restore(into: { _ in .folder("/new", replace: false) }, unreadable: { _ in })
        #expect(kept.source.restoredPlace == .folder("/new", replace: true))
        #expect(kept.source.restored == Self.bytes)
    }

    @Test("A server that may hold half of it is not tried again")
    func server() async throws {
        let kept = try await kept()
        kept.faults[0].inject(StorageFault(.read, .flipsBit(at: 500_000), at: try object(kept)))
        await expectUnreadableCopy(.corrupted) {
            let server = RestorePlace.server(try ServerAddress(url: "mysql://host/a"), replace: false)
            _ = try await kept.copies.restore(into: { _ in server }, unreadable: { _ in })
        }
    }

    @Test("A failure that is not the copy's is not tried again")
    func notTheCopy() async throws {
        let kept = try await kept(.throwsAfter(bytes: 10, LifeboatError(.noSpace, "full")))
        await expectLifeboatError(.noSpace) {
            _ = try await kept.copies.restore(into: { _ in .inPlace }, unreadable: { _ in Issue.record("told") })
        }
    }

    @Test("Where all fail the last failure is thrown")
    func all() async throws {
        let kept = try await kept()
        for storage in kept.faults { storage.inject(StorageFault(.read, .failsAtOnce(Self.gone))) }
        let error = await expectUnreadableCopy(.temporary) {
            _ = try await kept.copies.restore(into: { _ in .inPlace }, unreadable: { _ in })
        }
        #expect(error?.what == Self.gone.what)
    }

    @Test("What a writer has taken stays, so only a receipt leads to the next copy")
    func writer() async throws {
        let kept = try await kept()
        kept.faults[0].inject(StorageFault(.read, .failsAtOnce(Self.gone)))
        let dump = CollectedDump()
        let restored = try await kept.copies.write(to: dump, unreadable: { _ in })
        #expect(restored.found.storage.name == "s1" && dump.bytes == Self.bytes)
        kept.faults[0].inject(StorageFault(.read, .truncates(at: 70_000), at: try object(kept)))
        await expectUnreadableCopy(.corrupted) {
            _ = try await kept.copies.write(to: CollectedDump(), unreadable: { _ in })
        }
    }

    private func object(_ kept: Kept) throws -> ObjectKey {
        let path = try #require(kept.memory.backupPaths.first { !$0.hasSuffix(".json") })
        return try #require(ObjectKey(path: path))
    }
}
