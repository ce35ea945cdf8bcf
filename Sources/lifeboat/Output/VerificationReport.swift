import Foundation
import LifeboatCore
import LifeboatEngine

/// What a verification found, said as it is found, and the exit status that it all comes to.
struct VerificationReport: Sendable {
    private struct Document: Encodable {
        var verified: [Entry]
        var problems: [String]
    }

    private struct Entry: Encodable {
        var id: BackupID
        var job: String
        var target: String
        var storage: String
        /// `intact`, `damaged` or `unknown`.
        var verdict: String
        var bytes: Int64
        var problem: String?
    }

    private var entries: [Entry] = []
    private var problems: [String] = []

    mutating func add(_ result: VerificationResult, of job: String, shown: Bool) throws {
        var entry = Entry(
            id: result.found.backup.id, job: job, target: result.found.backup.targetName,
            storage: result.found.storage.name, verdict: "intact", bytes: result.bytes, problem: nil)
        switch result.verdict {
        case .intact: break
        case .damaged(let error):
            entry.verdict = "damaged"
            entry.problem = error.summary
        case .unknown(let error):
            entry.verdict = "unknown"
            entry.problem = error.summary
        }
        entries.append(entry)
        let name = "\(job)/\(entry.target)/\(entry.id) on \(entry.storage)"
        if let problem = entry.problem {
            Terminal.standardError.write("error: \(name): \(entry.verdict): \(problem)\n")
        } else if shown {
            try DescriptorWriter.standardOutput.write("intact   \(name)  \(ByteSize(bytes: entry.bytes))\n")
        }
        if let unrecorded = result.unrecorded {
            Terminal.standardError.write("warning: \(name): \(unrecorded.summary)\n")
        }
    }

    /// Something that kept a part from being verified.
    mutating func note(_ error: LifeboatError) {
        problems.append(error.summary)
        Terminal.standardError.write(ErrorText.render(error))
    }

    /// Bytes without a receipt are no backup, and no failure either: expiry removes them in time.
    mutating func note(_ leftover: FoundBackup, of job: String) {
        let name = "\(job)/\(leftover.backup.targetName)/\(leftover.backup.id) on \(leftover.storage.name)"
        Terminal.standardError.write("note: \(name): no receipt: a run that is going on, or one that crashed\n")
    }

    func writeJSON() throws { try JSONOutput.write(Document(verified: entries, problems: problems)) }

    var exitCode: LifeboatCore.ExitCode {
        if entries.contains(where: { $0.verdict == "damaged" }) { return .verificationFailed }
        if !problems.isEmpty || entries.contains(where: { $0.verdict == "unknown" }) { return .verificationImpossible }
        return .done
    }
}
