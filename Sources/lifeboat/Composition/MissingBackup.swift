import LifeboatConfig
import LifeboatCore
import LifeboatEngine

/// Nothing has been stored under the name that was typed: most often the name is not quite right.
enum MissingBackup {
    /// - Parameter storage: looks only there.
    static func error(_ address: BackupAddress, of job: Job, storage: String?) async throws -> LifeboatError {
        let what = "there is no backup \(address.id.map { "\($0) " } ?? "")of \(job.name)/\(address.target ?? "")"
        let catalogue = try await Catalogue.read(job, storage: storage)
        let names = catalogue.targets.map { $0.name ?? $0.escaped }
        if let target = address.target, names.contains(target) {
            return LifeboatError(.notFound, what, hint: "`lifeboat list \(job.name)/\(target)` shows what there is")
        }
        let close = address.target.flatMap { Suggestion.closestMatch(to: $0, in: names) }
        let known = names.isEmpty ? nil : "there are backups of: \(names.joined(separator: ", "))"
        return LifeboatError(
            .notFound, what, hint: close.map { "did you mean \(job.name)/\($0)?" } ?? known ?? catalogue.emptyHint)
    }
}
