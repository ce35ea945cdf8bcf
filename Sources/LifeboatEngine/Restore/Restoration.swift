package import LifeboatCore
import LifeboatStreams

/// Puts one backup back.
///
/// The stored bytes are checked against the receipt while they pass, and so are the decoded ones. So a restore that
/// returns is a proven one; one that throws may have written something, and says what not to trust.
package struct Restoration: Sendable {
    private let job: Job
    private let found: FoundBackup
    package let receipt: Receipt

    /// - Throws: ``UnreadableCopy`` when its receipt is.
    package static func open(_ found: FoundBackup, of job: Job) async throws -> Restoration {
        let receipt = try await reading(found) { try await job.vault(on: found.storage).receipt(of: found.backup) }
        return Restoration(job: job, found: found, receipt: receipt)
    }

    /// Through the source that made it.
    ///
    /// - Throws: ``UnreadableCopy`` when the stored bytes are the reason; what the source threw otherwise.
    package func restore(
        into place: RestorePlace, progress: @escaping @Sendable (ReadingProgress) -> Void = { _ in }
    ) async throws -> DumpResult {
        guard let source = job.sources.first(where: { $0.name == receipt.source })?.source else {
            throw LifeboatError(
                .configuration, "job \(job.name) has no source \(receipt.source ?? "without a name")",
                hint: "the backup was made by it; put it back into the configuration, or use `--stdout`")
        }
        guard let restorable = source as? any RestorableSource else {
            throw LifeboatError(
                .refused, "jobs of type \(job.type) cannot be restored by lifeboat",
                hint: "`--stdout` gives the dump itself")
        }
        // What lies there already may be the only good copy: nothing is written over it by bytes that are not proven.
        if place.replaces {
            try await Self.reading(found) {
                try await job.vault(on: found.storage).prove(found.backup, receipt, progress)
            }
        }
        let target = Target(
            name: sourceName, fileExtension: plainExtension, origin: receipt.origin, estimatedSize: receipt.plain.size,
            facts: receipt.facts)
        let pipe = BytePipe.make()
        let input = WitnessedStream(checked(pipe.reader.stream, progress))
        async let decoded = decode(into: pipe.writer)
        do {
            let result = try await onStageThread("restore") {
                let result = try await restorable.restore(target, from: input.stream, into: place)
                // A source may stop at its format's own end mark; only the end of the stream proves the rest.
                while try await input.stream.next() != nil {}
                return result
            }
            try await decoded.get()
            try compare(result.evidence)
            return result
        } catch {
            let failure = LifeboatError(wrapping: error)
            pipe.reader.abandon(failure)
            _ = await decoded
            throw cause(of: failure, input)
        }
    }

    /// A failure to read explains the failure to restore that follows from it. But a reading that was only called off,
    /// since the restore had failed, explains nothing.
    private func cause(of failure: LifeboatError, _ input: WitnessedStream) -> any Error {
        guard let cause = input.failure else { return failure }
        if cause.kind == .interrupted { return Task.isCancelled ? cause : failure }
        // Told by the source, it may say as well what state it leaves.
        return UnreadableCopy(found: found, reason: failure.isSameTrouble(as: cause) ? failure : cause)
    }

    /// Whatever `body` throws, but for an interruption, is the fault of the copy.
    private static func reading<Value: Sendable>(
        _ found: FoundBackup, _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch {
            let reason = LifeboatError(wrapping: error)
            throw reason.kind == .interrupted ? reason as any Error : UnreadableCopy(found: found, reason: reason)
        }
    }

    private func checked(
        _ plain: ByteStream, _ progress: @escaping @Sendable (ReadingProgress) -> Void
    ) -> ByteStream {
        plain.verified(against: receipt.plain, "the decoded backup")
            .telling(progress, .restoring, of: receipt.plain.size)
    }

    /// The plain dump, as it came out of its source.
    package func write(
        to output: any ByteWriter, progress: @escaping @Sendable (ReadingProgress) -> Void = { _ in }
    ) async throws {
        let pipe = BytePipe.make()
        let input = WitnessedStream(checked(pipe.reader.stream, progress))
        async let decoded = decode(into: pipe.writer)
        do {
            try await onStageThread("restore") { try await input.stream.forward(to: output) }
        } catch {
            let failure = LifeboatError(wrapping: error)
            pipe.reader.abandon(failure)
            _ = await decoded
            throw cause(of: failure, input)
        }
        _ = try await decoded.get()
    }

    private func decode(into writer: BytePipe.Writer) async -> Result<Void, LifeboatError> {
        await Stage.run(writer) {
            try await onStageThread("fetch") {
                try await job.vault(on: found.storage).open(found.backup, receipt) { stored in
                    // Without an encoding both digests are of the same bytes; one of them is enough.
                    let once = receipt.encodings.isEmpty && receipt.stored == receipt.plain
                    let checked = once ? stored : stored.verified(against: receipt.stored, "the stored object")
                    try await EncodingChain.decode(checked, receipt.encodings, into: writer)
                }
            }
        }
    }

    /// The target's name in its source, without the source's own.
    private var sourceName: String {
        guard let source = receipt.source, receipt.target.hasPrefix(source + ".") else { return receipt.target }
        return String(receipt.target.dropFirst(source.count + 1))
    }

    private var plainExtension: String {
        VaultLayout.fileExtension(ofObject: receipt.object, target: receipt.target, encodings: receipt.encodings)
    }

    /// What was counted at dump time must be there again. What either side did not count is not compared.
    private func compare(_ restored: Evidence) throws {
        let differing = receipt.evidence.counts.keys.sorted().filter { key in
            restored.counts[key].map { $0 != receipt.evidence.counts[key] } ?? false
        }
        guard let first = differing.first else { return }
        throw LifeboatError(
            .corrupted, "the restored copy differs from what was dumped",
            why: "\(first): \(restored.counts[first] ?? 0) instead of \(receipt.evidence.counts[first] ?? 0)",
            hint: "compare with another backup; `lifeboat list \(job.name)` shows them")
    }
}
