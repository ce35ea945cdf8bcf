import LifeboatCore
import LifeboatEngine
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("Verification")
struct VerificationTests {
    private let memory = InMemoryStorage()
    private let target = Vault.component(ofTarget: "a")

    private func backedUp(_ storage: any Storage) async throws -> TestRun {
        var random = SeededGenerator(seed: 8)
        let run = TestRun(
            ScriptedSource([ScriptedTarget("a", random.bytes(3 << 20))]), encoding: EncodingChain([.zstd(level: 1)]),
            [JobStorage("s", storage)])
        #expect(await run.run().outcome == .done)
        run.time.advance(by: .seconds(60))
        return run
    }

    private func verify(_ run: TestRun) async throws -> VerificationResult {
        let found = try await Catalogue.read(run.job).choose(.latest, target: target)
        return try await Verification(job: run.job, now: { [time = run.time] in time.now }).verify(found)
    }

    private var objectKey: ObjectKey? {
        memory.contents.keys.first { $0.hasSuffix(".zst") }.flatMap { ObjectKey(path: $0) }
    }

    @Test("of intact bytes says so, and leaves a finding that listings show")
    func intact() async throws {
        let run = try await backedUp(memory)
        let result = try await verify(run)
        guard case .intact = result.verdict else { Issue.record("\(result.verdict)"); return }
        #expect(result.bytes == Int64(memory.bytes(".zst")?.count ?? -1))
        #expect(result.unrecorded == nil)
        #expect(memory.backupPaths.contains { $0.hasSuffix("/verify-20261123T030100Z-ok.json") })
        let listed = try await Catalogue.read(run.job).choose(.latest, target: target).backup
        #expect(listed.lastFinding == Finding(at: run.time.now, ok: true))
    }

    @Test("of damaged bytes says so, and the newest finding counts", arguments: [0, 1, 2])
    func damaged(kind: Int) async throws {
        let run = try await backedUp(memory)
        _ = try await verify(run)
        run.time.advance(by: .seconds(60))
        let key = try #require(objectKey)
        switch kind {
        case 0: memory.tamper(key) { $0[$0.count / 2] ^= 1 }
        case 1: memory.tamper(key) { $0.removeLast() }
        default: try await memory.delete(key)
        }
        let result = try await verify(run)
        guard case .damaged(let error) = result.verdict else { Issue.record("\(result.verdict)"); return }
        #expect(error.exitCode == .verificationFailed)
        let listed = try await Catalogue.read(run.job).backups[0].backup
        #expect(listed.lastFinding?.ok == false)
        #expect(listed.findings.count == 2)
        let record = try RecordCoding.decode(FindingRecord.self, from: try #require(memory.bytes("-bad.json")))
        #expect(record.problem == error.summary)
    }

    @Test(
        "that is quick reads nothing but the receipt, and says what the storage says",
        arguments: [nil, true, false] as [Bool?])
    func quick(digestAgrees: Bool?) async throws {
        let run = try await backedUp(memory)
        let receipt = try await Catalogue.read(run.job).choose(.latest, target: target)
        let stored = try await run.job.vault(on: receipt.storage).receipt(of: receipt.backup).stored
        let digest = digestAgrees.map { $0 ? stored.sha256 : String(repeating: "0", count: 64) }
        let key = try #require(objectKey)
        let storage = UnreadableStorage(memory, object: key, digest: digest)
        let other = TestRun(ScriptedSource([ScriptedTarget("a")]), [JobStorage("s", storage)])
        func verify() async throws -> VerificationResult.Verdict {
            let found = try await Catalogue.read(other.job).choose(.latest, target: target)
            return try await Verification(job: other.job, isQuick: true, now: { [time = run.time] in time.now })
                .verify(found).verdict
        }
        switch (try await verify(), digestAgrees) {
        case (.present(hasDigest: true), true?), (.present(hasDigest: false), nil): break
        case (.damaged(let error), false?): #expect(error.summary.contains("another digest"))
        case (let verdict, _): Issue.record("\(verdict)")
        }
        memory.tamper(key) { $0.removeLast() }
        guard case .damaged(let error) = try await verify() else { Issue.record("a wrong size"); return }
        #expect(error.summary.contains("another size"))
    }

    /// Whose object cannot be read, and which has a digest of it.
    private struct UnreadableStorage: ForwardingStorage, DigestedStorage {
        let wrapped: InMemoryStorage
        let object: ObjectKey
        let digest: String?

        init(_ wrapped: InMemoryStorage, object: ObjectKey, digest: String?) {
            self.wrapped = wrapped
            self.object = object
            self.digest = digest
        }

        func read<Value: Sendable>(
            _ key: ObjectKey, range: Range<Int64>?, _ consume: (ByteStream) async throws -> Value
        ) async throws -> Value {
            guard key != object else { throw LifeboatError(.refused, "the object was read") }
            return try await wrapped.read(key, range: range, consume)
        }

        func storedDigest(_ key: ObjectKey) -> String? { digest }
    }

    @Test("that cannot be carried out finds nothing", arguments: [1, 1 << 20] as [Int64])
    func unknown(bytes: Int64) async throws {
        let faulty = FaultInjectingStorage(memory)
        let run = try await backedUp(faulty)
        let gone = LifeboatError(.temporary, "connection reset")
        faulty.inject(StorageFault(.read, .failsAfter(bytes: bytes, gone), at: try #require(objectKey)))
        let result = try await verify(run)
        guard case .unknown(let error) = result.verdict else { Issue.record("\(result.verdict)"); return }
        #expect(error == gone)
        #expect(try await Catalogue.read(run.job).backups[0].backup.findings.isEmpty)
    }

    @Test("keeps its verdict where the finding cannot be written")
    func readOnly() async throws {
        let faulty = FaultInjectingStorage(memory)
        let run = try await backedUp(faulty)
        memory.tamper(try #require(objectKey)) { $0[7] ^= 1 }
        faulty.inject(StorageFault(.put, .failsAtOnce(LifeboatError(.accessDenied, "read-only"))))
        let result = try await verify(run)
        guard case .damaged = result.verdict else { Issue.record("\(result.verdict)"); return }
        #expect(result.unrecorded?.summary == "the finding was not kept: read-only")
    }
}
