import ArgumentParser
import LifeboatCore

/// `JOB`, `JOB/TARGET`, or `JOB/TARGET/ID` as `list -o name` prints it.
struct BackupAddress: ExpressibleByArgument, CustomStringConvertible {
    let job: String
    let target: String?
    /// One backup of the target.
    let id: BackupID?

    init?(argument: String) {
        let parts = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let job = parts.first, !job.isEmpty else { return nil }
        self.job = job
        guard parts.count == 2, !parts[1].isEmpty else {
            target = nil
            id = nil
            return
        }
        // A target's name may hold slashes too, so that only what follows the last one can be an id.
        let names = parts[1].split(separator: "/", omittingEmptySubsequences: false)
        id = names.count > 1 ? BackupID(String(names[names.count - 1])) : nil
        target = id == nil ? parts[1] : names.dropLast().joined(separator: "/")
    }

    var description: String { [job, target, id?.text].compactMap(\.self).joined(separator: "/") }
}
