package import Foundation
import LifeboatCore

/// Reads a stored object to its end and compares it with its receipt; leaves a finding beside it. Or only compares what the
/// storage says of it, and leaves none.
package struct Verification: Sendable {
    private let job: Job
    private let isQuick: Bool
    private let now: @Sendable () -> Date

    /// - Parameter isQuick: reads nothing but receipts.
    package init(job: Job, isQuick: Bool = false, now: @escaping @Sendable () -> Date) {
        self.job = job
        self.isQuick = isQuick
        self.now = now
    }

    /// - Throws: an interruption, and nothing else: what went wrong is the verdict.
    package func verify(
        _ found: FoundBackup, progress: @escaping @Sendable (ReadingProgress) -> Void = { _ in }
    ) async throws -> VerificationResult {
        let vault = job.vault(on: found.storage)
        var bytes: Int64 = 0
        var verdict: VerificationResult.Verdict
        do {
            let receipt = try await vault.receipt(of: found.backup)
            if isQuick {
                verdict = .present(hasDigest: try await vault.compare(found.backup, receipt))
            } else {
                try await vault.prove(found.backup, receipt, progress)
                verdict = .intact
            }
            bytes = receipt.stored.size
        } catch {
            let failure = LifeboatError(wrapping: error)
            if failure.kind == .interrupted { throw failure }
            verdict = failure.kind == .corrupted ? .damaged(failure) : .unknown(failure)
        }
        var result = VerificationResult(found: found, verdict: verdict, bytes: bytes)
        do {
            try await note(verdict, for: found, in: vault)
        } catch {
            // A read-only place must not hide what was found.
            result.unrecorded = LifeboatError(wrapping: error).at("the finding was not kept")
        }
        return result
    }

    /// Where the bytes were not read, or could not be, nothing was found.
    private func note(_ verdict: VerificationResult.Verdict, for found: FoundBackup, in vault: Vault) async throws {
        var problem: String?
        switch verdict {
        case .intact: problem = nil
        case .damaged(let error): problem = error.summary
        case .present, .unknown: return
        }
        let finding = FindingRecord(id: found.backup.id, verified: now(), ok: problem == nil, problem: problem)
        try await vault.record(finding, for: found.backup)
    }
}
