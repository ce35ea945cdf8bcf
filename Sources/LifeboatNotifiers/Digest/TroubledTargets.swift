import Foundation
import LifeboatCore

/// What there is of the targets that a run did not back up as it should: what could be restored now, how old it is, where.
struct TroubledTargets {
    /// So many are told of; a telephone is small.
    private static let limit = 10

    private let job: JobReport
    private let now: Date

    init(_ job: JobReport, now: Date) {
        self.job = job
        self.now = now
    }

    var lines: [Digest.Line] {
        let names = names
        guard !names.isEmpty else { return nothing }
        var lines = names.prefix(Self.limit).flatMap { name in
            [.plain("\(name): \(Self.words(job.record?.targets.first { $0.target == name }))")] + newest(of: name)
        }
        if names.count > Self.limit {
            lines.append(.plain("and \(names.count - Self.limit) more: `lifeboat status` shows them"))
        }
        return lines
    }

    /// Where there is no target to tell of, not even an old one.
    private var nothing: [Digest.Line] {
        guard !job.isDone, let storages = job.status?.storages, storages.allSatisfy({ $0.failure == nil }),
            storages.allSatisfy(\.targets.isEmpty)
        else { return [] }
        return [.error("there is no backup of this job at all")]
    }

    /// By name: what the run made nothing new of, or less than it should; and what it was to see and did not.
    private var names: [String] {
        guard let record = job.record else { return Set(known).sorted() }
        let troubled = record.targets.filter { target in
            target.isPlaceholder != true
                && (target.outcome != .done || target.deliveries.contains { $0.problem != nil })
        }.map(\.target)
        let unseen =
            record.namesAllTargets ? [] : known.filter { name in !record.targets.contains { $0.target == name } }
        return Set(troubled + unseen).sorted()
    }

    /// The targets that the storages know, but for those that are gone.
    private var known: [String] {
        (job.status?.storages ?? []).flatMap(\.targets).filter { $0.value.gone == nil && !$0.value.isRetired }.map(
            \.key)
    }

    private static func words(_ target: TargetRecord?) -> String {
        guard let target else { return "nothing new" }
        let stored = target.deliveries.filter { $0.problem == nil }.map(\.storage)
        let failed = target.deliveries.filter { $0.problem != nil }.map(\.storage)
        guard !stored.isEmpty else { return "nothing new" }
        let torn = target.losses > 0 ? ", \(target.losses) missing or torn" : ""
        let missing = failed.isEmpty ? "" : ", not on \(failed.joined(separator: ", "))"
        return "new on \(stored.joined(separator: ", "))\(missing)\(torn)"
    }

    /// The newest backup that could be restored, wherever it lies.
    private func newest(of name: String) -> [Digest.Line] {
        guard let status = job.status else { return [.detail("the storages did not say which backups there are")] }
        let found = status.storages.compactMap { storage in
            storage.targets[name]?.newest.map { (storage: storage.name, at: $0) }
        }
        let silent = status.storages.filter { $0.failure != nil }.map(\.name)
        let unknown = silent.isEmpty ? "" : "; \(silent.joined(separator: ", ")) did not answer"
        guard let newest = found.map(\.at).max() else {
            return silent.isEmpty
                ? [.error("no backup of it could be restored")] : [.detail("newest backup: not known\(unknown)")]
        }
        let age = DurationText.describe(.seconds(max(1, Int64(now.timeIntervalSince(newest)))))
        let places = found.filter { $0.at == newest }.map(\.storage).joined(separator: ", ")
        let line = "newest backup: \(age) old, of \(UTCTime.readable(newest)), on \(places)\(unknown)"
        guard let expected = status.expected, now.timeIntervalSince(newest) > expected.greatestAge else {
            return [.detail(line)]
        }
        return [
            .detail(line), .error("that is too old: one is expected every \(DurationText.describe(expected.interval))"),
        ]
    }
}
