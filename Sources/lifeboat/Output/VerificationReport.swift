import Foundation
import LifeboatCore
import LifeboatEngine

/// What a verification found, said as it is found, and the exit status that it all comes to.
struct VerificationReport: Sendable {
    private struct Document: Encodable {
        var verified: [Entry]
        var problems: [String]
    }

    private typealias Entry = ReportedBackup<Details>

    private struct Details: Encodable {
        /// `intact`, `present`, `damaged` or `unknown`.
        var verdict: String
        var bytes: Int64
        /// Of one that was not read: whether the storage's own digest `agrees`, or is `unknown`.
        var digest: String?
        var problem: String?
        /// What to do about it.
        var hint: String?
    }

    private var entries: [Entry] = []
    private var problems: [String] = []
    /// Whether something that counts could not be verified.
    private var isIncomplete = false

    mutating func add(_ result: VerificationResult, of job: String, shown: Bool) throws {
        let details: Details
        switch result.verdict {
        case .intact: details = Details(verdict: "intact", bytes: result.bytes)
        case .present(let hasDigest):
            details = Details(verdict: "present", bytes: result.bytes, digest: hasDigest ? "agrees" : "unknown")
        case .damaged(let error): details = Self.details("damaged", error)
        case .unknown(let error): details = Self.details("unknown", error)
        }
        let entry = Entry(result.found.backup, on: result.found.storage.name, of: job, details)
        entries.append(entry)
        let isWarning = details.verdict == "unknown" && !result.found.storage.required
        if details.verdict == "unknown", !isWarning { isIncomplete = true }
        if let problem = details.problem {
            Terminal.standardError.write(
                ErrorText.render(
                    LifeboatError(.failed, problem, hint: details.hint, places: [entry.title, details.verdict]),
                    as: isWarning ? "warning" : "error"))
        } else if shown {
            let digest = details.digest == "agrees" ? ", and the storage's digest agrees" : ""
            let verdict = details.verdict.padding(toLength: 9, withPad: " ", startingAt: 0)
            try DescriptorWriter.standardOutput.write(
                "\(verdict)\(entry.title)  \(ByteSize(bytes: details.bytes))\(digest)\n")
        }
        if let unrecorded = result.unrecorded {
            Terminal.standardError.write("warning: \(entry.title): \(unrecorded.summary)\n")
        }
    }

    private static func details(_ verdict: String, _ error: LifeboatError) -> Details {
        Details(verdict: verdict, bytes: 0, problem: error.summary, hint: error.hint)
    }

    /// Something that kept a part from being verified.
    ///
    /// - Parameter isWarning: whether the exit status does not tell of it.
    mutating func note(_ error: LifeboatError, isWarning: Bool = false) {
        problems.append(error.summary)
        if !isWarning { isIncomplete = true }
        Terminal.standardError.write(ErrorText.render(error, as: isWarning ? "warning" : "error"))
    }

    /// Bytes without a receipt are no backup, and no failure either: expiry removes them in time.
    mutating func note(_ leftover: FoundBackup, of job: String) {
        let name = "\(job)/\(leftover.backup.targetName)/\(leftover.backup.id) on \(leftover.storage.name)"
        Terminal.standardError.write("note: \(name): no receipt: a run that is going on, or one that crashed\n")
    }

    func writeJSON() throws { try JSONOutput.write(Document(verified: entries, problems: problems)) }

    var exit: Exit? {
        if let damaged = entries.first(where: { $0.details.verdict == "damaged" }) {
            return Exit(.verificationFailed, reason(damaged))
        }
        guard isIncomplete else { return nil }
        let unknown = entries.first { $0.details.verdict == "unknown" }
        return Exit(.verificationImpossible, unknown.map(reason) ?? problems.first ?? "it could not be verified")
    }

    private func reason(_ entry: Entry) -> String {
        "\(entry.title): \(entry.details.verdict): \(entry.details.problem ?? "")"
    }
}
