import Foundation
import LifeboatCore

@testable import LifeboatNotifiers

/// A night in which one of three services failed and one was degraded.
enum SampleReport {
    static let denied = LifeboatError(
        .accessDenied, "access denied", why: "403 SignatureDoesNotMatch",
        hint: "the bucket answers for eu-west-1, the configuration says us-east-1",
        places: ["target shop", "storage s3"])

    static func night() -> RunReport {
        let failed = JobReport(
            job: "redis", record: record("redis", .failed, []),
            troubles: [
                Trouble(
                    LifeboatError(.failed, "cannot connect", why: "Connection refused", hint: "is <redis> & all up?"))
            ])
        let degraded = JobReport(
            job: "db", record: SampleStatus.record(),
            troubles: [
                Trouble(
                    LifeboatError(.temporary, "the run record was not kept", places: ["storage s3"]), isWarning: true),
                Trouble(denied),
            ], status: SampleStatus.status())
        return report([well("files"), degraded, failed])
    }

    static func allWell() -> RunReport { report([well("files"), well("mail")]) }

    static func report(_ jobs: [JobReport]) -> RunReport {
        RunReport(
            serverName: "Nixys k8s cluster", lifeboatVersion: "0.test", started: SampleStatus.now,
            finished: SampleStatus.now.addingTimeInterval(250), jobs: jobs)
    }

    static func well(_ job: String) -> JobReport {
        let target = TargetRecord(
            target: "www", outcome: .done, seconds: 62, plainBytes: 3_000_000, storedBytes: 1_000_000,
            deliveries: ["local", "s3"].map { DeliveryRecord(storage: $0, required: true, problem: nil) })
        return JobReport(job: job, record: record(job, .done, [target]))
    }

    static func record(_ job: String, _ outcome: RunOutcome, _ targets: [TargetRecord]) -> RunRecord {
        RunRecord(
            id: BackupID(started: SampleStatus.now, random: 1), job: job, serverName: nil, started: SampleStatus.now,
            finished: SampleStatus.now.addingTimeInterval(65), lifeboatVersion: "0.test", outcome: outcome,
            targets: targets,
            expiries: [ExpiryRecord(storage: "local", required: true, target: "www", removed: ["a", "b"])],
            problems: [])
    }
}
