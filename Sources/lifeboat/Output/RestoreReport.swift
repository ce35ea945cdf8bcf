import Foundation
import LifeboatCore
import LifeboatEngine

/// What a restore did, said as it is done, and the exit status that it all comes to.
struct RestoreReport: Sendable {
    private struct Document: Encodable {
        var restored: [ReportedBackup<Details>]
        var problems: [String]
    }

    private struct Details: Encodable {
        /// `folder`, `renamed`, `server` or `in_place`.
        var into: String
        /// The folder, the new name, the server's address, or where it lay.
        var place: String
        /// Plain, as they came out of the backup.
        var bytes: Int64
        /// What the source counted afterwards.
        var counts: [String: Int64]
        /// What the receipt says was counted when the backup was made.
        var countsAtDump: [String: Int64]
        /// Whether all of the backup is as it was.
        var exact: Bool
        /// Whether all that was asked for is in the backup.
        var complete: Bool
        /// The storages whose copies of it could not be read.
        var unreadableOn: [String]
        var omissions: [Omission]
        var omissionCounts: [String: Int]?
        /// What was done about owners that could not be given back.
        var owners: String?
        /// What is left for a person to do before a server works with it.
        var nextSteps: String?
    }

    /// Whether owners that could not be given back are no fault; they are reported all the same.
    private let anyOwner: Bool
    private var entries: [ReportedBackup<Details>] = []
    private var failures: [LifeboatError] = []
    /// Something was restored that is less than it should be.
    private var isDegraded = false

    init(anyOwner: Bool) { self.anyOwner = anyOwner }

    mutating func add(_ restored: RestoredBackup, of job: String, into place: RestorePlace) {
        let (receipt, result) = (restored.receipt, restored.result)
        let (way, name, words) = Self.describe(place, receipt, result)
        // Other facts (versions, modes) are told for information only.
        let owners = result.facts["owners"]
        let details = Details(
            into: way, place: name, bytes: receipt.plain.size, counts: result.evidence.counts,
            countsAtDump: receipt.evidence.counts, exact: result.omissions.isEmpty && owners == nil,
            complete: receipt.isComplete,
            unreadableOn: restored.unreadable.map(\.found.storage.name), omissions: result.omissions.named,
            omissionCounts: result.omissions.countsByName, owners: owners, nextSteps: result.facts["next_steps"])
        entries.append(ReportedBackup(restored.found.backup, on: restored.found.storage.name, of: job, details))

        noteLosses(of: restored, job)
        for omission in result.omissions.named {
            let detail = omission.detail.map { ": \($0)" } ?? ""
            Terminal.standardError.write("warning: not restored as it was: \(omission.name)\(detail)\n")
        }
        let unnamed = result.omissions.count - result.omissions.named.count
        if unnamed > 0 { Terminal.standardError.write("warning: not restored as it was: and \(unnamed) more\n") }
        if let owners { Terminal.standardError.write("\(anyOwner ? "note" : "warning"): owners: \(owners)\n") }
        if let left = result.facts["left_alone"] {
            Terminal.standardError.write("note: left as it was, since it is there already: \(left)\n")
        }
        if !result.omissions.isEmpty || owners != nil && !anyOwner { isDegraded = true }
        let wereCompared = receipt.evidence.counts.keys.contains { result.evidence.counts[$0] != nil }
        let buts = [
            details.complete ? nil : "but the backup is partial", details.exact ? nil : "but not all is as it was",
            place.replaces && Self.isFolder(name) ? "anything else there was left alone" : nil,
        ]
        Terminal.standardError.write(
            "restored \(job)/\(receipt.target) \(words): backup \(receipt.id) from \(restored.found.storage.name), "
                + "\(ByteSize(bytes: receipt.plain.size)), \(wereCompared ? "digests and counts agree" : "digests agree")"
                + "\(buts.compactMap { $0.map { ", \($0)" } }.joined())\n")
        Terminal.standardError.write(CountsTable(atDump: details.countsAtDump, restored: details.counts).text)
        if let steps = details.nextSteps { Terminal.standardError.write("next: \(steps)\n") }
    }

    /// The dump itself is all that is said where it went well.
    mutating func addToStdout(_ restored: RestoredBackup, of job: String) { noteLosses(of: restored, job) }

    /// What is wrong with the backup itself, and so with whatever is made of it.
    private mutating func noteLosses(of restored: RestoredBackup, _ job: String) {
        if !restored.unreadable.isEmpty { isDegraded = true }
        let receipt = restored.receipt
        guard !receipt.isComplete else { return }
        isDegraded = true
        let losses = receipt.omissions.filter(\.isLoss)
        let place = "warning: \(job)/\(receipt.target): backup \(receipt.id) is partial: "
        for loss in losses.prefix(Omissions.shortLimit) {
            Terminal.standardError.write("\(place)\(loss.reason.words): \(loss.name)\n")
        }
        let count = (receipt.omissionCounts ?? [:]).reduce(0) { sum, entry in
            Omission.Reason(rawValue: entry.key)?.isLoss == true ? sum + entry.value : sum
        }
        let rest = max(count, losses.count) - Omissions.shortLimit
        if rest > 0 {
            Terminal.standardError.write("\(place)\(rest) more; its receipt.json names up to \(Omissions.limit)\n")
        }
    }

    /// Not the name of a database: paths are absolute here.
    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return path.hasPrefix("/") && FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }

    /// Something that could not be restored.
    mutating func note(_ error: LifeboatError) {
        failures.append(error)
        Terminal.standardError.write(ErrorText.render(error))
    }

    func writeJSON() throws {
        try JSONOutput.write(Document(restored: entries, problems: failures.map(\.summary)))
    }

    var exit: Exit? {
        let damaged = failures.first { $0.exitCode == .verificationFailed }
        if let failure = damaged ?? failures.first { return Exit(failure.exitCode, failure.summary) }
        return isDegraded ? Exit(.degraded, "restored, but not all as it was") : nil
    }

    private static func describe(
        _ place: RestorePlace, _ receipt: Receipt, _ result: DumpResult
    ) -> (String, String, String) {
        switch place {
        case .folder(let path, _):
            let whole = path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
            return ("folder", whole, "to \(whole)")
        case .renamed(let name): return ("renamed", name, "as \(name)")
        case .server(var address, _):
            // A dump of no database, as of roles, has none there either.
            address.database = address.database ?? result.facts["database"]
            return ("server", "\(address)", "to \(address)")
        case .inPlace: return ("in_place", receipt.origin, "in place, to \(receipt.origin)")
        }
    }
}
