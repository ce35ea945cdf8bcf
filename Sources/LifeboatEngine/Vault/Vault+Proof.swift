import LifeboatCore
import LifeboatStreams

extension Vault {
    /// Compares what the storage says of the object with the receipt; nothing of it is read.
    ///
    /// - Returns: whether the storage keeps a digest of it. Then it is the right one.
    func compare(_ backup: StoredBackup, _ receipt: Receipt) async throws -> Bool {
        let key = try object(of: backup, receipt)
        guard let size = try await storage.stat(key)?.size, size == receipt.stored.size else {
            throw LifeboatError(.corrupted, "the stored object has another size than \(receipt.stored.size) bytes")
        }
        guard let digest = try await (storage as? any DigestedStorage)?.storedDigest(key) else { return false }
        guard digest == receipt.stored.sha256 else {
            throw LifeboatError(.corrupted, "the storage has another digest of the object than the receipt")
        }
        return true
    }

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
