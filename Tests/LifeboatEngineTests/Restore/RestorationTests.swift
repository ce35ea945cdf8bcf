import LifeboatCore
import LifeboatEngine
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("Restoration")
struct RestorationTests {
    private static let chains = [EncodingChain([]), EncodingChain([.gzip(level: 1)]), EncodingChain([.zstd(level: 1)])]
    private static let bytes: [UInt8] = {
        var random = SeededGenerator(seed: 6)
        return random.bytes(9 << 20)
    }()

    private struct Kept {
        var memory: InMemoryStorage
        var faulty: FaultInjectingStorage<InMemoryStorage>
        var run: TestRun
        var restoration: Restoration
    }

    /// A backup, and a restoration of it through a source that behaves like this.
    private func kept(
        _ chain: EncodingChain, evidence: Evidence = Evidence(),
        _ restore: ScriptedSource.Restore = .readsAll(DumpResult())
    ) async throws -> (Kept, ScriptedSource) {
        let memory = InMemoryStorage()
        let faulty = FaultInjectingStorage(memory)
        let target = ScriptedTarget("a", Self.bytes, fileExtension: "tar", result: DumpResult(evidence: evidence))
        let source = ScriptedSource([target], restore: restore)
        let run = TestRun(source, encoding: chain, [JobStorage("s", faulty)])
        #expect(await run.run().outcome == .done)
        let found = try await Catalogue.read(run.job).choose(.latest, target: Vault.component(ofTarget: "a"))
        let restoration = try await Restoration.open(found, of: run.job)
        return (Kept(memory: memory, faulty: faulty, run: run, restoration: restoration), source)
    }

    @Test("gives back what was dumped, to the source and to a writer", arguments: chains)
    func whole(chain: EncodingChain) async throws {
        let (kept, source) = try await kept(chain)
        _ = try await kept.restoration.restore(into: .inPlace)
        #expect(source.restored == Self.bytes)
        #expect(
            source.restoredTarget
                == Target(
                    name: "a", fileExtension: "tar", origin: "/origin/a", estimatedSize: Int64(Self.bytes.count)))
        let pipe = BytePipe.make()
        async let read = pipe.reader.stream.collect(limit: 1 << 30)
        try await kept.restoration.write(to: pipe.writer)
        pipe.writer.finish()
        #expect(try await read == Self.bytes)
    }

    @Test("throws when one bit is wrong or the end is missing", arguments: chains, [0, 1 << 20, 9 << 20] as [Int64])
    func damaged(chain: EncodingChain, offset: Int64) async throws {
        let at = min(offset, Int64(Self.bytes.count) - 1)
        for kind in [StorageFault.Kind.flipsBit(at: at), .truncates(at: at)] {
            for rewording in [false, true] {
                let (kept, _) = try await kept(
                    chain, rewording ? .rewords(LifeboatError(.failed, "psql says no")) : .readsAll(DumpResult()))
                kept.faulty.inject(StorageFault(.read, kind))
                let error = await expectUnreadableCopy(.corrupted, "\(kind)") {
                    _ = try await kept.restoration.restore(into: .inPlace)
                }
                #expect(error?.exitCode == .verificationFailed)
                #expect(kept.faulty.unexercised.isEmpty)
            }
            let (kept, _) = try await kept(chain)
            kept.faulty.inject(StorageFault(.read, kind))
            await expectUnreadableCopy(.corrupted, "\(kind)") { try await kept.restoration.write(to: Discard()) }
        }
    }

    @Test("A source that stops early does not skip the check, nor hang", arguments: chains)
    func stopsEarly(chain: EncodingChain) async throws {
        let (kept, source) = try await kept(chain, .stopsAfter(bytes: 1))
        _ = try await kept.restoration.restore(into: .inPlace)
        #expect(source.restored.count < Self.bytes.count)
        kept.faulty.inject(StorageFault(.read, .flipsBit(at: Int64(8 << 20))))
        await expectUnreadableCopy(.corrupted) { _ = try await kept.restoration.restore(into: .inPlace) }
    }

    @Test("Plain bytes that differ although the stored ones are right are noticed")
    func plainMismatch() async throws {
        let (kept, _) = try await kept(Self.chains[1])
        let key = try #require(kept.memory.contents.keys.first { $0.hasSuffix("receipt.json") })
        kept.memory.tamper(try #require(ObjectKey(path: key))) { bytes in
            var text = String(decoding: bytes, as: UTF8.self)
            text.replace(kept.restoration.receipt.plain.sha256, with: String(repeating: "0", count: 64))
            bytes = Array(text.utf8)
        }
        let found = try await Catalogue.read(kept.run.job).choose(.latest, target: Vault.component(ofTarget: "a"))
        let restoration = try await Restoration.open(found, of: kept.run.job)
        let error = await expectUnreadableCopy(.corrupted) { _ = try await restoration.restore(into: .inPlace) }
        #expect(error?.what == "the decoded backup is not what the receipt says")
    }

    @Test("What is reported is what came first")
    func firstCause() async throws {
        let full = LifeboatError(.noSpace, "cannot write x: the volume is full")
        for chain in Self.chains {
            for bytes in [1, 5 << 20] {
                let (kept, _) = try await kept(chain, .throwsAfter(bytes: bytes, full))
                let error = await expectLifeboatError(.noSpace) {
                    _ = try await kept.restoration.restore(into: .inPlace)
                }
                #expect(error == full)
            }
            let (kept, source) = try await kept(chain, .rewords(LifeboatError(.failed, "psql: syntax error")))
            let gone = LifeboatError(.temporary, "connection reset")
            kept.faulty.inject(StorageFault(.read, .failsAfter(bytes: 3 << 20, gone)))
            let error = await expectUnreadableCopy(.temporary) {
                _ = try await kept.restoration.restore(into: .folder("/new", replace: false))
            }
            #expect(error == gone)
            #expect(source.log.contains("read: connection reset"))
        }
    }

    @Test("A reader that goes away ends the fetching", arguments: chains)
    func closedConsumer(chain: EncodingChain) async throws {
        let (kept, _) = try await kept(chain)
        let closed = LifeboatError(.failed, "broken pipe")
        let pipe = BytePipe.make(capacity: 1)
        pipe.reader.abandon(closed)
        let error = await expectLifeboatError(.failed) { try await kept.restoration.write(to: pipe.writer) }
        #expect(error == closed)
    }

    @Test("compares what both sides counted")
    func evidence() async throws {
        let counted = Evidence(counts: ["files": 10, "rows": 5])
        let fine = DumpResult(evidence: Evidence(counts: ["files": 10, "other": 1]))
        _ = try await kept(Self.chains[0], evidence: counted, .readsAll(fine)).0.restoration.restore(into: .inPlace)
        let fewer = DumpResult(evidence: Evidence(counts: ["files": 9]))
        let (kept, _) = try await kept(Self.chains[0], evidence: counted, .readsAll(fewer))
        let error = await expectLifeboatError(.corrupted) { _ = try await kept.restoration.restore(into: .inPlace) }
        #expect(error?.summary == "the restored copy differs from what was dumped: files: 9 instead of 10")
        #expect(error?.exitCode == .verificationFailed)
    }

    @Test("refuses a receipt of a newer format, one that is no receipt, and a backup whose source is gone")
    func receipts() async throws {
        let (kept, _) = try await kept(Self.chains[0])
        var renamed = kept.run
        renamed.sources[0].name = "other"
        let found = try await Catalogue.read(renamed.job).choose(.latest, target: Vault.component(ofTarget: "a"))
        let orphan = try await Restoration.open(found, of: renamed.job)
        await expectLifeboatError(.configuration) { _ = try await orphan.restore(into: .inPlace) }

        let key = try #require(
            kept.memory.contents.keys.compactMap { ObjectKey(path: $0) }.first {
                $0.last?.escaped == "receipt.json"
            })
        kept.memory.tamper(key) { bytes in
            var text = String(decoding: bytes, as: UTF8.self)
            text.replace("\"format\" : 1", with: "\"format\" : 2")
            bytes = Array(text.utf8)
        }
        await expectUnreadableCopy(.refused) { _ = try await Restoration.open(found, of: kept.run.job) }
        kept.memory.tamper(key) { $0.removeLast($0.count / 2) }
        let error = await expectUnreadableCopy(.corrupted) { _ = try await Restoration.open(found, of: kept.run.job) }
        #expect(error?.places == [key.path])
    }
}
