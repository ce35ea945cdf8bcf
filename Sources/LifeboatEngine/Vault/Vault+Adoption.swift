import LifeboatCore

/// Taking over a backup that another storage has.
extension Vault {
    /// Where the object of a backup lies, on every storage that has it.
    func objectKey(of backup: StoredBackup, _ receipt: Receipt) -> ObjectKey {
        backup.files.first { $0.last?.escaped == receipt.object }
            ?? folder(of: backup.id, backup.target).appending(
                KeyComponent(escaped: receipt.object) ?? KeyComponent(escaping: receipt.object))
    }

    /// Makes stored bytes a backup, as ``commit(_:at:)`` does, with a receipt that another storage has. What is there of it
    /// already stays.
    ///
    /// The object is looked at before and after: without a receipt it is old enough for an expiry elsewhere to take it for
    /// what a crashed run has left.
    func adopt(_ stored: StoredReceipt, at object: ObjectKey) async throws {
        try await requireWhole(stored.receipt, at: object)
        for file in try marks(of: stored.receipt, beside: object) { try await keep(file.bytes, at: file.key) }
        let receipt = object.parent.appending(name: VaultLayout.receipt)
        try await keep(stored.bytes, at: receipt)
        do {
            try await requireWhole(stored.receipt, at: object)
        } catch let error as LifeboatError where error.kind == .incomplete {
            try await storage.delete(receipt)
            throw error
        }
    }

    private func keep(_ bytes: [UInt8], at key: ObjectKey) async throws {
        do {
            _ = try await storage.put(ByteStream(bytes), at: key, PutOptions())
        } catch let error as LifeboatError where error.kind == .alreadyExists {
            guard try await storage.readAll(key) == bytes else {
                throw LifeboatError(
                    .refused, "another backup has this id there: \(key.path)",
                    why: "what lies there is not what the other storage has",
                    hint: "compare the two receipts; nothing has been changed")
            }
        }
    }
}
