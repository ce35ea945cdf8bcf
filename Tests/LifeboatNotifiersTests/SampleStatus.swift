import Foundation
import LifeboatCore

/// A job with two storages, of which one answers, a target, and one that it no longer has.
enum SampleStatus {
    /// 2026-11-23 03:00:00 UTC.
    static let now = Date(timeIntervalSince1970: 1_795_402_800)

    static func status(job: String = "db", target: String = "shop") -> JobStatus {
        var shop = TargetStatus()
        shop.newest = now
        shop.oldest = now.addingTimeInterval(-9 * 86_400)
        shop.storedBytes = 1_000_000_000
        shop.previousStoredBytes = 900_000_000
        shop.plainBytes = 5_000_000_000
        shop.retained = 9
        shop.verified = now.addingTimeInterval(-86_400)
        shop.verifiedOk = true
        var gone = TargetStatus()
        gone.newest = now.addingTimeInterval(-86_400 * 99)
        gone.retained = 2
        gone.isRetired = true
        return JobStatus(
            job: job, type: "mysql", serverName: "nixys", expected: ExpectedInterval(.seconds(86_400)),
            lastRun: record(job: job, target: target),
            storages: [
                StorageStatus(name: "local", required: true, targets: [target: shop, "gone": gone]),
                StorageStatus(
                    name: "s3", required: true, failure: LifeboatError(.accessDenied, "access denied")),
            ])
    }

    static func record(job: String = "db", target: String = "shop") -> RunRecord {
        RunRecord(
            id: BackupID(started: now, random: 1), job: job, serverName: "nixys", started: now,
            finished: now.addingTimeInterval(90.5), lifeboatVersion: "0.test", outcome: .degraded,
            targets: [
                TargetRecord(
                    target: target, outcome: .degraded, seconds: 80, plainBytes: 5_000_000_000,
                    storedBytes: 1_000_000_000,
                    deliveries: [
                        DeliveryRecord(storage: "local", required: true, problem: nil),
                        DeliveryRecord(storage: "s3", required: true, problem: "storage s3: access denied"),
                    ])
            ],
            expiries: [
                ExpiryRecord(
                    storage: "local", required: true, target: target, removed: ["20261101T030000Z-0000"],
                    failure: LifeboatError(.accessDenied, "cannot remove it", hint: "mount it writable"))
            ], problems: [])
    }
}
