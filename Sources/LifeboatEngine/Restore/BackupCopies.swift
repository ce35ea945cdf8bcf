package import LifeboatCore

/// One backup with all of its copies, to be restored from the first of them that can be read.
package struct BackupCopies: Sendable {
    private let job: Job
    private let copies: [FoundBackup]

    /// - Parameter copies: of one backup, the one to begin with at the front; at least one.
    package init(_ copies: [FoundBackup], of job: Job) {
        self.job = job
        self.copies = copies
    }

    /// Through the source that made it.
    ///
    /// What an unreadable copy has left in a new place is written over by the next one, which is read to its end before.
    ///
    /// - Parameter unreadable: is told of a copy that another one takes the place of.
    /// - Throws: ``UnreadableCopy`` when the last one that may be tried cannot be read either; else what kept a readable
    ///   copy from being restored.
    package func restore(
        into place: (Receipt) -> RestorePlace, unreadable: (UnreadableCopy) -> Void,
        progress: @escaping @Sendable (ReadingProgress) -> Void = { _ in }
    ) async throws -> RestoredBackup {
        var hasBegun = false
        return try await first(unreadable, mayGoOn: { Self.mayBeginAgain($0.map(place)) }) { restoration in
            var place = place(restoration.receipt)
            if hasBegun, case .folder(let folder, _) = place { place = .folder(folder, replace: true) }
            hasBegun = true
            return try await restoration.restore(into: place, progress: progress)
        }
    }

    /// The plain dump. What a writer has taken cannot be taken back, so only a receipt that cannot be read leads to the next copy.
    package func write(
        to output: any ByteWriter, unreadable: (UnreadableCopy) -> Void,
        progress: @escaping @Sendable (ReadingProgress) -> Void = { _ in }
    ) async throws -> RestoredBackup {
        try await first(unreadable, mayGoOn: { $0 == nil }) { restoration in
            try await restoration.write(to: output, progress: progress)
            return DumpResult()
        }
    }

    /// - Parameter mayGoOn: whether another copy may be tried after one with this receipt; `nil` where even that could
    ///   not be read.
    private func first(
        _ unreadable: (UnreadableCopy) -> Void, mayGoOn: (Receipt?) -> Bool,
        _ restore: (Restoration) async throws -> DumpResult
    ) async throws -> RestoredBackup {
        var failures: [UnreadableCopy] = []
        for (number, found) in copies.enumerated() {
            var receipt: Receipt?
            do {
                let restoration = try await Restoration.open(found, of: job)
                receipt = restoration.receipt
                let result = try await restore(restoration)
                return RestoredBackup(
                    found: found, receipt: restoration.receipt, result: result, unreadable: failures)
            } catch let failure as UnreadableCopy where number < copies.count - 1 && mayGoOn(receipt) {
                failures.append(failure)
                unreadable(failure)
            }
        }
        throw LifeboatError(.notFound, "there is no copy")
    }

    /// Files and folders can be written over. A server that was new may hold half of a database.
    private static func mayBeginAgain(_ place: RestorePlace?) -> Bool {
        switch place {
        case nil, .folder, .renamed, .inPlace: true
        case .server(_, let replace): replace
        }
    }
}
