import Foundation
import LifeboatCore

/// What a message can say about a run, by name.
struct PayloadValues: Sendable {
    static let names = [
        "subject", "statement", "server", "outcome", "text", "report", "started", "finished", "duration_seconds",
        "version", "jobs", "problems",
    ]

    let all: [(String, JSONText)]

    init(_ report: RunReport) {
        let seconds = report.finished.timeIntervalSince(report.started).rounded()
        all = [
            ("subject", .string(report.subject)), ("statement", .string(report.statement)),
            ("server", .string(report.serverName)), ("outcome", .string(report.verdict.rawValue)),
            ("text", .string(Digest(report, .troubles).text)), ("report", .string(Digest(report, .everything).text)),
            ("started", .string(UTCTime.extended(report.started))),
            ("finished", .string(UTCTime.extended(report.finished))),
            ("duration_seconds", .plain(String(Int64(seconds)))), ("version", .string(report.lifeboatVersion)),
            ("jobs", .array(report.jobs.map(Self.job))),
            (
                "problems",
                .array(
                    report.jobs.flatMap { job in
                        job.troubles.filter { !$0.isWarning }.map { .string($0.error.at("job \(job.job)").summary) }
                    })
            ),
        ]
    }

    subscript(_ name: String) -> JSONText? { all.first { $0.0 == name }?.1 }

    private static func job(_ job: JobReport) -> JSONText {
        var members: [(String, JSONText)] = [("job", .string(job.job)), ("outcome", .string(job.outcomeWords))]
        if let record = job.record {
            members += [
                ("run", .string(record.id.text)),
                (
                    "duration_seconds",
                    .plain(String(Int64(record.finished.timeIntervalSince(record.started).rounded())))
                ),
                ("plain_bytes", .plain(String(record.targets.reduce(0) { $0 + $1.plainBytes }))),
                ("stored_bytes", .plain(String(record.targets.reduce(0) { $0 + $1.storedBytes }))),
                ("targets", .array(record.targets.map { .string($0.target) })),
            ]
        }
        members.append(
            (
                "problems",
                .array(
                    job.troubles.map { trouble in
                        .object([
                            ("problem", .string(trouble.error.summary)),
                            ("hint", trouble.error.hint.map(JSONText.string) ?? .plain("null")),
                            ("warning", .plain(trouble.isWarning ? "true" : "false")),
                        ])
                    })
            ))
        return .object(members)
    }
}
