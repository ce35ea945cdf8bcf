import Foundation
import LifeboatCore
import LifeboatNotifiers
import LifeboatTesting
import Testing

@Suite("A page of metrics")
struct MetricsPageTests {
    @Test("Everything that is known of a job, in Prometheus' text format")
    func whole() throws {
        let text = MetricsPage.text([SampleStatus.status()])
        let db = #"server="nixys",job="db",type="mysql""#
        #expect(
            text.split(separator: "\n").filter { !$0.hasPrefix("#") } == [
                "lifeboat_backup_last_success_timestamp_seconds{\(db),target=\"shop\",storage=\"local\"} 1795402800",
                "lifeboat_backup_max_age_seconds{\(db),target=\"shop\",storage=\"local\"} 95040",
                "lifeboat_backup_plain_size_bytes{\(db),target=\"shop\",storage=\"local\"} 5000000000",
                "lifeboat_backup_stored_size_bytes{\(db),target=\"shop\",storage=\"local\"} 1000000000",
                "lifeboat_backup_partial{\(db),target=\"shop\",storage=\"local\"} 0",
                "lifeboat_backup_last_verification_timestamp_seconds{\(db),target=\"shop\",storage=\"local\"} 1795316400",
                "lifeboat_backup_last_verification_intact{\(db),target=\"shop\",storage=\"local\"} 1",
                "lifeboat_backup_oldest_timestamp_seconds{\(db),target=\"shop\",storage=\"local\"} 1794625200",
                "lifeboat_backup_gone{\(db),target=\"shop\",storage=\"local\"} 0",
                "lifeboat_backups_retained{\(db),target=\"gone\",storage=\"local\"} 2",
                "lifeboat_backups_retained{\(db),target=\"shop\",storage=\"local\"} 9",
                "lifeboat_run_last_attempt_timestamp_seconds{\(db)} 1795402800",
                "lifeboat_run_duration_seconds{\(db)} 90",
                "lifeboat_run_outcome{\(db),outcome=\"done\"} 0",
                "lifeboat_run_outcome{\(db),outcome=\"degraded\"} 1",
                "lifeboat_run_outcome{\(db),outcome=\"failed\"} 0",
                "lifeboat_run_outcome{\(db),outcome=\"interrupted\"} 0",
                "lifeboat_run_deliveries{\(db),storage=\"local\",result=\"success\"} 1",
                "lifeboat_run_deliveries{\(db),storage=\"local\",result=\"failure\"} 0",
                "lifeboat_run_deliveries{\(db),storage=\"s3\",result=\"success\"} 0",
                "lifeboat_run_deliveries{\(db),storage=\"s3\",result=\"failure\"} 1",
                "lifeboat_run_expiry_failures{\(db),storage=\"local\"} 1",
                "lifeboat_run_expiry_failures{\(db),storage=\"s3\"} 0",
                "lifeboat_storage_reachable{\(db),storage=\"local\"} 1",
                "lifeboat_storage_reachable{\(db),storage=\"s3\"} 0",
                "lifeboat_storage_required{\(db),storage=\"local\"} 1",
                "lifeboat_storage_required{\(db),storage=\"s3\"} 1",
            ])
    }

    @Test("promtool finds nothing to mend in it", .enabled(if: OracleTool(ifInstalled: "promtool") != nil))
    func promtool() throws {
        let names = ["db", "with \"quotes\" and \\", "line\nbreak", "ünïcödé ☃"]
        let text = MetricsPage.text(names.map { SampleStatus.status(job: $0, target: $0) })
        let answer = try OracleTool("promtool").run(["check", "metrics"], input: Array(text.utf8))
        #expect(answer.status == 0 && answer.complaints.isEmpty && answer.text.isEmpty, "\(answer)")
        // It does complain where there is something.
        let bad = try OracleTool("promtool").run(["check", "metrics"], input: Array("a_total{x=\"1} 2\n".utf8))
        #expect(bad.status != 0)
    }

    @Test("Each series that is documented exists, each that exists is documented, and each has its unit at its end")
    func documented() throws {
        let document = try Repository.text("docs/monitoring.md")
        for name in MetricName.allCases {
            #expect(document.contains("| `\(name.rawValue)` |"), "\(name.rawValue)")
        }
        #expect(Repository.metricNames(in: document).isSubset(of: Set(MetricName.allCases.map(\.rawValue))))
    }

    @Test("A target that is gone is not too old, and says that it is gone; a storage without any target has no backup")
    func gone() throws {
        var status = SampleStatus.status()
        var gone = TargetStatus()
        (gone.newest, gone.retained) = (SampleStatus.now, 3)
        gone.gone = GoneTarget(
            target: "a", since: SampleStatus.now, lastBackup: SampleStatus.now,
            told: BackupID(started: SampleStatus.now, random: 1))
        var elsewhere = gone
        elsewhere.newest = nil
        status.storages = [
            StorageStatus(name: "s", required: true, targets: ["a": gone]),
            StorageStatus(name: "t", required: true, targets: ["a": elsewhere]),
            StorageStatus(name: "empty", required: true),
        ]
        let lines = MetricsPage.text([status]).split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count { $0.hasPrefix("lifeboat_backup_gone{") && $0.hasSuffix(" 1") } == 2)
        #expect(!lines.contains { $0.hasPrefix("lifeboat_backup_max_age_seconds") })
        let db = #"server="nixys",job="db",type="mysql""#
        #expect(
            lines.filter { $0.hasPrefix("lifeboat_backup_last_success_timestamp_seconds") } == [
                "lifeboat_backup_last_success_timestamp_seconds{\(db),target=\"a\",storage=\"s\"} 1795402800",
                "lifeboat_backup_last_success_timestamp_seconds{\(db),storage=\"empty\"} 0",
            ])
    }

    @Test("Figures that nobody knows are not published, and that is said; those that are known are")
    func unknown() async throws {
        try await withScratchFolder { folder in
            let textfile = MetricsTextfile(folder: folder.path)
            let error = await expectLifeboatError(.temporary) { try await textfile.tell(SampleReport.night()) }
            #expect(error?.what == "no new figures of files, redis")
            #expect(FileManager.default.fileExists(atPath: folder("lifeboat-nixys+db.prom")))
            await expectLifeboatError(.temporary) { try await textfile.tell(SampleReport.allWell()) }
        }
    }

    @Test("No backup at all is 0; a storage that may fail has no age that is too old")
    func never() throws {
        var status = SampleStatus.status()
        status.storages = [StorageStatus(name: "s", required: false, targets: ["a": TargetStatus()])]
        status.lastRun = nil
        let text = MetricsPage.text([status])
        #expect(text.contains("lifeboat_backup_last_success_timestamp_seconds{server=\"nixys\",job=\"db\""))
        #expect(text.contains("storage=\"s\"} 0\n"))
        for absent in ["max_age", "size_bytes", "partial", "intact", "lifeboat_run"] {
            #expect(!text.contains(absent), "\(absent)")
        }
        #expect(MetricsPage.text([]).isEmpty)
    }
}
