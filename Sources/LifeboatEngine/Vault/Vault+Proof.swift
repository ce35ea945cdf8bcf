import LifeboatCore
import LifeboatStreams

extension Vault {
    /// Reads the stored object to its end and throws if it is not what was written.
    func prove(
        _ backup: StoredBackup, _ receipt: Receipt, _ progress: @escaping @Sendable (ReadingProgress) -> Void
    ) async throws {
        try await onStageThread("prove") {
            try await open(backup, receipt) { stored in
                let checked = stored.verified(against: receipt.stored, "the stored object")
                    .telling(progress, .verifying, of: receipt.stored.size)
                while try await checked.next() != nil {}
            }
        }
    }
}
