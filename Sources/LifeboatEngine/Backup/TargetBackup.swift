import Foundation
import LifeboatCore
import LifeboatStreams

/// One target of one run: dump once, encode once, the same bytes to every storage, a receipt on each that took all.
struct TargetBackup: Sendable {
    let job: Job
    let source: JobSource
    let session: any SourceSession
    let target: Target
    let id: BackupID
    let context: RunContext

    private var name: String { source.fullName(of: target) }

    func run() async -> TargetRecord {
        let started = context.now()
        let stored = StreamDigest()
        // Without an encoding the plain bytes are the stored ones, and are counted and hashed once.
        let plain = source.encoding.steps.isEmpty ? stored : StreamDigest()
        let key = Vault.objectKey(
            job: job.name, id: id, target: name, fileExtension: target.fileExtension,
            encodings: source.encoding.encodings)
        let proof = DumpProof { result in
            Receipt(
                id: id, job: job.name, type: job.type, target: name, source: source.name, origin: target.origin,
                serverName: job.serverName, started: started, finished: context.now(),
                lifeboatVersion: context.lifeboatVersion, result: result, encodings: source.encoding.encodings,
                plain: plain.digest, stored: stored.digest, object: key.last?.escaped ?? "")
        }
        let (dumped, deliveries) = await dumpAndDeliver(to: key, plain, stored, proof)

        var failure: LifeboatError?
        var omissions = Omissions()
        switch dumped {
        case .success(let result):
            omissions = result.omissions
            if !deliveries.contains(where: \.succeeded) { failure = Self.everyStorageFailed }
        case .failure(let error):
            failure = error
        }
        for delivery in deliveries {
            // A failed dump ends every delivery with its own error: that is said once, for the target.
            guard case .failure(let error) = delivery.result, !error.isSameTrouble(as: failure) else { continue }
            await context.observer.observe(
                .deliveryFailed(
                    job: job.name, target: name, storage: delivery.storage.name, required: delivery.storage.required,
                    error.at("storage \(delivery.storage.name)")))
        }
        if !Task.isCancelled { await discard(key, deliveries) }
        var record = TargetRecord(
            target: name, outcome: .done, problem: failure?.summary, hint: failure?.hint,
            seconds: context.now().timeIntervalSince(started), plainBytes: plain.size, storedBytes: stored.size,
            deliveries: deliveries.map(\.record), omissions: omissions,
            isPlaceholder: target.isPlaceholder)
        await tellSource(&record)
        record.outcome = Self.outcome(of: record)
        if record.outcome == .failed, Task.isCancelled { record.outcome = .interrupted }
        return record
    }

    /// What ends a dump that has nobody left to write to.
    static let everyStorageFailed = LifeboatError(.failed, "every storage failed")

    /// Failed: nothing new anywhere. Degraded: not on every storage that must have it, or not everything in it.
    private static func outcome(of record: TargetRecord) -> RunOutcome {
        let delivered = record.deliveries.filter { $0.problem == nil }
        if delivered.isEmpty { return .failed }
        if record.problem != nil || record.losses > 0 { return .degraded }
        return record.deliveries.contains { $0.required && $0.problem != nil } ? .degraded : .done
    }

    /// The source may own what it dumped; it learns whether it may let go: not of what was torn while it was read.
    private func tellSource(_ record: inout TargetRecord) async {
        let everywhere =
            record.problem == nil && record.losses == 0
            && record.deliveries.allSatisfy { $0.problem == nil || !$0.required }
            && record.deliveries.contains { $0.problem == nil }
        do {
            try await session.delivered(target, everywhere: everywhere)
        } catch {
            guard record.problem == nil else { return }
            let failure = LifeboatError(wrapping: error)
            record.problem = failure.summary
            record.hint = failure.hint
        }
    }

    private func commit(_ proof: DumpProof, _ key: ObjectKey, _ delivery: Delivery) async -> Delivery {
        let storage = delivery.storage
        var delivery = delivery
        do {
            try Task.checkCancellation()
            let receipt = try proof.receipt()
            try await onStageThread("commit") {
                let vault = job.vault(on: storage)
                try await inTime(storage) { try await vault.commit(receipt, at: key) }
            }
        } catch {
            delivery.result = .failure(LifeboatError(wrapping: error))
        }
        return delivery
    }

    /// A failed delivery leaves nothing. What cannot be removed now is bytes without a receipt: no listing shows
    /// them, and expiry removes them later. A key that was taken already is another run's: it is not touched.
    private func discard(_ key: ObjectKey, _ deliveries: [Delivery]) async {
        await withTaskGroup(of: Void.self) { group in
            for delivery in deliveries {
                guard case .failure(let cause) = delivery.result else { continue }
                guard delivery.isStored || cause.kind != .alreadyExists else { continue }
                let (storage, isOwn) = (delivery.storage, delivery.isStored)
                group.addTask(executorPreference: StageThread("discard")) {
                    do {
                        let vault = job.vault(on: storage)
                        try await inTime(storage) { try await vault.discard(object: key, isOwn: isOwn) }
                    } catch {
                        let trouble = LifeboatError(wrapping: error)
                        // What could not even be opened has taken nothing, and that has been said.
                        guard !trouble.isSameTrouble(as: cause) else { return }
                        let failure =
                            trouble
                            .at("what was written is not removed yet").at("storage \(storage.name)").at(
                                "target \(name)")
                        await context.observer.observe(.warning(job: job.name, failure))
                    }
                }
            }
        }
    }

    private func inTime(_ storage: JobStorage, _ body: @escaping @Sendable () async throws -> Void) async throws {
        let limit = storage.stallTimeout
        let timeout = storage.stalled("no answer for \(DurationText.describe(limit))")
        try await withTimeout(limit, clock: context.clock, otherwise: timeout, body)
    }
}

extension TargetBackup {
    /// Runs the dump, the encoding and every delivery at once, with a bounded hand-off between each two.
    private func dumpAndDeliver(
        to key: ObjectKey, _ plain: StreamDigest, _ stored: StreamDigest, _ proof: DumpProof
    ) async -> (Result<DumpResult, LifeboatError>, [Delivery]) {
        let dump = BytePipe.make()
        let encoded = BytePipe.make()
        let fanOut = FanOut(job.storages, clock: context.clock)

        async let dumped = Stage.run(dump.writer) { try await produce(into: dump.writer, proof) }
        async let encoding = Stage.run(encoded.writer) {
            do {
                let input = plain === stored ? dump.reader.stream : dump.reader.stream.digested(by: plain)
                try await Stage.run(onThread: nil, whileSound: encoded.writer) {
                    try await source.encoding.encode(input, into: encoded.writer)
                }
            } catch {
                dump.reader.abandon(LifeboatError(wrapping: error))
                throw error
            }
        }
        let deliveries = await fanOut.deliver(
            encoded.reader, key, counting: stored,
            commit: { delivery in await commit(proof, key, delivery) },
            progress: { [observer = context.observer, job = job.name, name] in
                await observer.observe(
                    .progress(job: job, target: name, plainBytes: plain.size, storedBytes: stored.size))
            })
        let result = await dumped
        switch (result, await encoding) {
        case (.success, .failure(let error)): return (.failure(error), deliveries)
        default: return (result, deliveries)
        }
    }

    private func produce(into writer: BytePipe.Writer, _ proof: DumpProof) async throws -> DumpResult {
        try await Stage.run(onThread: "dump", whileSound: writer) {
            let dump = DumpContext(
                pool: BlockPool(), temporaryFolder: job.temporaryFolder, evidence: source.evidence, pace: job.pace)
            let output = WatchedWriter(writer)
            var result = try await source.inTime(context.clock, unless: output.hasMoved) {
                try await session.dump(target, dump, into: output)
            }
            if source.evidence == .none { result.evidence = Evidence() }
            // Before the pipe ends: whoever sees the end of the bytes finds the proof.
            proof.note(result)
            return result
        }
    }
}
