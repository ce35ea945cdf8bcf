import Foundation
package import LifeboatCore

/// What one job keeps on one storage: the only type that knows the layout.
///
/// A backup exists when its receipt exists. So the object is written first and the receipt last; and the receipt is
/// deleted first and the object after it. Whatever happens in between, no listed backup is less than whole.
package struct Vault: Sendable {
    package let storage: any Storage
    package let job: String
    package let serverName: String?

    package init(storage: any Storage, job: String, serverName: String? = nil) {
        self.storage = storage
        self.job = job
        self.serverName = serverName
    }

    private var root: ObjectKey { ObjectKey(names: job) }

    /// The key component that a target's name becomes; two names that share one would share their history.
    package static func component(ofTarget name: String) -> KeyComponent { VaultLayout.targetComponent(name) }

    // MARK: Writing

    /// Where the object of a backup goes, on every storage of its job.
    package static func objectKey(
        job: String, id: BackupID, target: String, fileExtension: String, encodings: [Encoding]
    ) -> ObjectKey {
        ObjectKey(names: job).appending(VaultLayout.targetComponent(target)).appending(name: id.text)
            .appending(VaultLayout.objectName(target: target, fileExtension: fileExtension, encodings: encodings))
    }

    /// Makes stored bytes a backup. The object is looked at once more: a receipt never stands for nothing.
    package func commit(_ receipt: Receipt, at object: ObjectKey) async throws {
        try await requireWhole(receipt, at: object)
        for mark in try marks(of: receipt, beside: object) { try await put(mark.bytes, at: mark.key) }
        try await write(receipt, at: object.parent.appending(name: VaultLayout.receipt))
    }

    func requireWhole(_ receipt: Receipt, at object: ObjectKey) async throws {
        guard let stored = try await storage.stat(object) else {
            throw LifeboatError(
                .incomplete, "the object vanished before its receipt was written", why: object.path,
                hint: "does something else clean this place?")
        }
        guard stored.size == receipt.stored.size else {
            throw LifeboatError(
                .incomplete, "the storage holds \(stored.size) bytes of \(receipt.stored.size)", why: object.path)
        }
    }

    /// What lies beside an object and its receipt, so that a listing need not open the latter.
    func marks(of receipt: Receipt, beside object: ObjectKey) throws -> [(key: ObjectKey, bytes: [UInt8])] {
        var marks: [(key: ObjectKey, bytes: [UInt8])] = []
        if let serverName = receipt.serverName {
            let key = object.parent.appending(VaultLayout.serverMark(serverName))
            marks.append((key, try RecordCoding.encode(ServerMark(serverName: serverName))))
        }
        if !receipt.isComplete {
            let key = object.parent.appending(name: VaultLayout.omissions)
            marks.append((key, try RecordCoding.encode(OmissionsMark(receipt))))
        }
        return marks
    }

    /// Removes what a failed delivery may have left. The receipt first, for its writing may have succeeded and only
    /// the answer got lost.
    ///
    /// - Parameter isOwn: whether the object is known to be this run's. If not, and there is a receipt, it is somebody
    ///   else's backup, and stays.
    package func discard(object: ObjectKey, isOwn: Bool) async throws {
        let receipt = object.parent.appending(name: VaultLayout.receipt)
        if !isOwn, try await storage.stat(receipt) != nil { return }
        try await storage.delete(receipt)
        for file in try await storage.listAll(prefix: object.parent) { try await storage.delete(file.key) }
        // A listing may lag behind the writes.
        try await storage.delete(object)
    }

    package func record(_ finding: FindingRecord, for backup: StoredBackup) async throws {
        let name = Finding(at: finding.verified, ok: finding.ok).fileName
        _ = try await storage.put(
            ByteStream(RecordCoding.encode(finding)), at: folder(of: backup.id, backup.target).appending(name: name),
            PutOptions(onExisting: .replace))
    }

    package func write(_ record: RunRecord) async throws {
        try await write(record, at: runs.appending(name: VaultLayout.runRecord(record.id)))
    }

    // MARK: Reading

    /// Every backup and every object without a receipt, oldest first: this server's, and those that name none. The
    /// latter are what the job made before it named its server; they go on living, and expiring, with it.
    ///
    /// - Parameter target: one target's name; `nil` for all.
    package func backups(of target: String? = nil) async throws -> [StoredBackup] {
        let own = serverName.map(VaultLayout.serverMark)
        return try await everything(of: target).filter { $0.serverMark == own || $0.serverMark == nil }
    }

    /// The servers whose backups lie here and are not this job's, by their escaped marks.
    package func otherServers() async throws -> Set<KeyComponent> {
        let mine = serverName.map(VaultLayout.serverMark)
        return Set(try await everything(of: nil).compactMap(\.serverMark).filter { $0 != mine })
    }

    package func receipt(of backup: StoredBackup) async throws -> Receipt {
        try await storedReceipt(of: backup).receipt
    }

    func storedReceipt(of backup: StoredBackup) async throws -> StoredReceipt {
        let key = folder(of: backup.id, backup.target).appending(name: VaultLayout.receipt)
        return try await at(key.path) {
            let bytes = try await storage.readAll(key)
            let receipt: Receipt
            do {
                receipt = try RecordCoding.decode(Receipt.self, from: bytes)
            } catch var error as LifeboatError where error.kind == .corrupted {
                error.what = "the receipt is damaged"
                error.hint = "use another storage's copy, or another backup; `lifeboat list \(job)` shows them"
                throw error
            }
            guard receipt.format <= Receipt.currentFormat else {
                throw LifeboatError(
                    .refused, "this receipt is of format \(receipt.format)", hint: "use a newer version of lifeboat")
            }
            guard receipt.id == backup.id, receipt.job == job,
                VaultLayout.targetComponent(receipt.target) == backup.target
            else {
                throw LifeboatError(
                    .corrupted, "this receipt belongs to \(receipt.job)/\(receipt.target)/\(receipt.id)",
                    hint: "it was moved or forged; use another backup")
            }
            return StoredReceipt(receipt: receipt, bytes: bytes)
        }
    }

    /// Opens the object that a receipt names, for the time of `consume`. Whatever else lies beside it is no part of it.
    package func open<Value: Sendable>(
        _ backup: StoredBackup, _ receipt: Receipt, _ consume: (ByteStream) async throws -> Value
    ) async throws -> Value {
        try await storage.read(try object(of: backup, receipt), range: nil, consume)
    }

    /// The key of the object that a receipt names.
    func object(of backup: StoredBackup, _ receipt: Receipt) throws -> ObjectKey {
        guard let object = backup.files.first(where: { $0.last?.escaped == receipt.object }) else {
            throw LifeboatError(
                .corrupted, "backup \(backup.id) of \(backup.targetName) has a receipt but no object",
                hint: "restore another one; `lifeboat list \(job)` shows them")
        }
        return object
    }

    package func runRecords() async throws -> [BackupID] {
        var ids: [BackupID] = []
        try await storage.list(prefix: runs) { page in
            ids += page.compactMap { $0.key.last.flatMap(VaultLayout.runID) }
        }
        return ids.sorted()
    }

    package func runRecord(_ id: BackupID) async throws -> RunRecord {
        let bytes = try await storage.readAll(runs.appending(name: VaultLayout.runRecord(id)))
        return try RecordCoding.decode(RunRecord.self, from: bytes)
    }

    // MARK: Removing

    /// Receipt first: should this be interrupted, what remains is not a backup any more.
    package func remove(_ backup: StoredBackup) async throws {
        let receipt = folder(of: backup.id, backup.target).appending(name: VaultLayout.receipt)
        try await storage.delete(receipt)
        for key in backup.files where key != receipt { try await storage.delete(key) }
    }

    /// Removes bytes without a receipt.
    ///
    /// Looks once more before: with a receipt that was only out of sight for a moment they are a backup.
    func removeLeftover(_ leftover: StoredBackup) async throws {
        let receipt = folder(of: leftover.id, leftover.target).appending(name: VaultLayout.receipt)
        guard try await storage.stat(receipt) == nil else {
            throw LifeboatError(
                .refused, "the receipt of \(leftover.targetName)/\(leftover.id) was not listed, and is there",
                hint: "see why the storage lists it only now and then; `lifeboat verify \(job) --all` reads them all")
        }
        try await remove(leftover)
    }

    /// Until when the storage itself keeps a backup; `nil` where it may be removed.
    func retainedUntil(_ backup: StoredBackup) async throws -> Date? {
        guard let storage = storage as? any RetainingStorage else { return nil }
        // What was written last of it is kept longest.
        let receipt = folder(of: backup.id, backup.target).appending(name: VaultLayout.receipt)
        guard let last = backup.hasReceipt ? receipt : backup.object?.key else { return nil }
        return try await storage.retainedUntil(last)
    }

    /// Removes what is left of a backup whose object is gone.
    ///
    /// Looks once more before: an object that was only out of sight for a moment would lose its receipt, and be taken
    /// for a leftover later.
    package func removeLost(_ backup: StoredBackup) async throws {
        let folder = folder(of: backup.id, backup.target)
        var found: [ObjectKey: StoredBackup] = [:]
        for file in try await storage.listAll(prefix: folder) { Self.note(file, in: &found) }
        var isThere = found[folder]?.object != nil
        if !isThere, let name = try await objectName(of: backup) {
            isThere = try await storage.stat(folder.appending(name)) != nil
        }
        guard !isThere else {
            throw LifeboatError(
                .refused, "the object of \(backup.targetName)/\(backup.id) was gone and is there again",
                hint: "see why the storage shows it only now and then; `lifeboat verify \(job) --all` reads them all")
        }
        try await remove(backup)
    }

    /// The object's name as the receipt has it; `nil` when the receipt is gone too, or cannot be understood.
    private func objectName(of backup: StoredBackup) async throws -> KeyComponent? {
        do {
            return KeyComponent(escaped: try await receipt(of: backup).object)
        } catch let error as LifeboatError where [.corrupted, .notFound].contains(error.kind) {
            return nil
        }
    }

    package func removeRunRecord(_ id: BackupID) async throws {
        try await storage.delete(runs.appending(name: VaultLayout.runRecord(id)))
    }

    // MARK: Names

    private var runs: ObjectKey { root.appending(name: VaultLayout.runs) }

    func folder(of id: BackupID, _ target: KeyComponent) -> ObjectKey {
        root.appending(target).appending(name: id.text)
    }

    private func write(_ value: some Encodable, at key: ObjectKey) async throws {
        try await put(try RecordCoding.encode(value), at: key)
    }

    private func put(_ bytes: [UInt8], at key: ObjectKey) async throws {
        _ = try await storage.put(ByteStream(bytes), at: key, PutOptions())
    }

    private func everything(of target: String?) async throws -> [StoredBackup] {
        let prefix = target.map { root.appending(VaultLayout.targetComponent($0)) } ?? root
        var found: [ObjectKey: StoredBackup] = [:]
        try await storage.list(prefix: prefix) { page in
            for object in page { Self.note(object, in: &found) }
        }
        return found.values.sorted { ($0.target.escaped, $0.id) < ($1.target.escaped, $1.id) }
    }

    private static func note(_ object: StoredObject, in found: inout [ObjectKey: StoredBackup]) {
        let parts = object.key.components
        guard parts.count == 4, parts[1].escaped != VaultLayout.runs, let id = BackupID(parts[2].escaped) else {
            return
        }
        var backup =
            found[object.key.parent]
            ?? StoredBackup(
                id: id, target: parts[1], object: nil, hasReceipt: false, isPartial: false, serverMark: nil,
                findings: [], files: [])
        backup.files.append(object.key)
        switch VaultLayout.file(parts[3]) {
        case .receipt: backup.hasReceipt = true
        case .omissions: backup.isPartial = true
        case .serverMark: backup.serverMark = parts[3]
        case .finding(let finding): backup.findings.append(finding)
        // Of several files the one that is named as objects are; a stray one does not take its place.
        case .object where backup.object == nil || VaultLayout.isObjectName(parts[3], of: parts[1]):
            backup.object = object
        case .object: break
        }
        found[object.key.parent] = backup
    }
}

/// The contents of the mark of a partial backup; what is missing is named in the receipt beside it.
private struct OmissionsMark: Encodable {
    var omissionCount: Int
    var omissionCounts: [String: Int]?

    init(_ receipt: Receipt) {
        omissionCount = receipt.omissionCount
        omissionCounts = receipt.omissionCounts
    }
}

/// The contents of a server's mark; its name says the same.
private struct ServerMark: Encodable {
    var serverName: String
}
