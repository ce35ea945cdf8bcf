import Foundation
import LifeboatTesting
import Testing

@Suite("Figures for Prometheus")
struct TextfileTests {
    private func configure(_ fixture: CommandFixture, textfile: String, every interval: String = "1d") throws {
        try fixture.configureExternal(
            "test ! -e broken && echo dump",
            main: ["expect_every: \(interval)", "metrics: {textfile: \"\(textfile)\"}"])
    }

    @Test("A real Prometheus reads the textfile; alerts fire when a run fails, and clear when one succeeds")
    func alerts() async throws {
        guard let prometheus = try PrometheusServer() else { return }
        try await CommandFixture.with { fixture in
            try configure(fixture, textfile: prometheus.textfile)
            try fixture.scratch.write("broken", "")
            #expect(try await fixture.run("run").status == 1)
            try await prometheus.reaches("a failed run and no backup") {
                try await prometheus.firing() == ["LifeboatRunFailed", "LifeboatNoBackup"]
            }

            try FileManager.default.removeItem(atPath: fixture.scratch("broken"))
            let mended = try await fixture.run("run")
            #expect(mended.status == 0, "\(mended)")
            // A new job has time until somebody should verify it.
            try await prometheus.reaches("all is well") { try await prometheus.firing().isEmpty }

            // Each second one is expected: soon the newest is too old, without any run that fails.
            try configure(fixture, textfile: prometheus.textfile, every: "1s")
            #expect(try await fixture.run("metrics", "--publish").status == 0)
            try await prometheus.reaches("too old") { try await prometheus.firing() == ["LifeboatBackupTooOld"] }
            let labels = try await prometheus.labels("lifeboat_backup_max_age_seconds")
            #expect(labels.count == 1)
            #expect(labels.first?["job"] == "dump" && labels.first?["server"] == "test", "\(labels)")

            // Its host dies, and another one goes on: what was said last is still true.
            try FileManager.default.removeItem(atPath: "\(prometheus.textfile)/lifeboat-test+dump.prom")
            try configure(fixture, textfile: prometheus.textfile)
            try fixture.configure(
                try String(contentsOfFile: fixture.configuration, encoding: .utf8)
                    .replacing("job: dump", with: "job: other"))
            #expect(try await fixture.run("run").status == 0)
            try await prometheus.reaches("the figures are gone") {
                try await prometheus.labels("lifeboat_backup_max_age_seconds").map { $0["job"] } == ["other"]
            }
            // The rules have been looked at since.
            let gone = Int(Date().timeIntervalSince1970 + 1)
            let memory = #"timestamp(lifeboat:backup_due_timestamp_seconds{job="dump"})"#
            try await prometheus.reaches("what was said is remembered") {
                try await !prometheus.labels("\(memory) > \(gone)").isEmpty
            }
            #expect(try await prometheus.firing() == ["LifeboatBackupTooOld"])

            try configure(fixture, textfile: prometheus.textfile)
            #expect(try await fixture.run("metrics", "--publish").status == 0)
            try await prometheus.reaches("young enough again") { try await prometheus.firing().isEmpty }
        }
    }

    @Test("A job of which not even one target is known has no backup, and the alert says so beside those of other jobs")
    func nothing() async throws {
        guard let prometheus = try PrometheusServer() else { return }
        try await CommandFixture.with { fixture in
            let jobs = ["known", "unknown"].map { name in
                """
                  - job: \(name)
                    type: desc_files
                    sources: [{target: "\(fixture.scratch(name))/*"}]
                    storages: [{storage: local, backup_dir: "\(fixture.scratch("store"))"}]

                """
            }
            try fixture.configure("main:\n  metrics: {textfile: \"\(prometheus.textfile)\"}\njobs:\n" + jobs.joined())
            try fixture.scratch.write("known/a/x", "x\n")
            try FileManager.default.createDirectory(
                atPath: fixture.scratch("unknown"), withIntermediateDirectories: false)
            #expect(try await fixture.run("run").status == 1)
            let query = #"ALERTS{alertname="LifeboatNoBackup",alertstate="firing"}"#
            try await prometheus.reaches("no backup") { try await !prometheus.labels(query).isEmpty }
            let alerts = try await prometheus.labels(query)
            #expect(alerts.count == 1 && alerts[0]["job"] == "unknown" && alerts[0]["target"] == nil, "\(alerts)")
        }
    }

    @Test("A run writes what `metrics` prints from the storages alone, and leaves other jobs' files alone")
    func same() async throws {
        try await CommandFixture.with { fixture in
            try fixture.scratch.write("textfile/lifeboat-test+other.prom", "other\n")
            try configure(fixture, textfile: fixture.scratch("textfile"))
            let run = try await fixture.run("run")
            #expect(run.status == 0, "\(run)")
            let written = try String(
                contentsOfFile: fixture.scratch("textfile/lifeboat-test+dump.prom"), encoding: .utf8)
            #expect(
                written.contains(
                    "lifeboat_run_outcome{server=\"test\",job=\"dump\",type=\"external\",outcome=\"done\"} 1\n"))
            #expect(written.contains("lifeboat_backup_plain_size_bytes"))
            let printed = try await fixture.run("metrics")
            #expect(printed.status == 0 && printed.text == written, "\(printed)")
            #expect(
                try String(contentsOfFile: fixture.scratch("textfile/lifeboat-test+other.prom"), encoding: .utf8)
                    == "other\n")
            #expect(fixture.paths(below: "textfile").count == 2)
        }
    }

    @Test("A textfile that cannot be written is a warning, and the run is what it was")
    func trouble() async throws {
        try await CommandFixture.with { fixture in
            try configure(fixture, textfile: fixture.scratch("none"))
            let run = try await fixture.run("run", "-o", "json")
            #expect(run.status == 0, "\(run)")
            #expect(
                run.errors.contains("warning: metrics textfile: cannot make a file in \(fixture.scratch("none"))"),
                "\(run)")
            #expect(run.errors.contains("hint: `textfile` names the folder that node exporter reads"), "\(run)")
            struct Report: Decodable {
                struct Untold: Decodable { var notifier: String; var problem: String }
                var untold: [Untold]
            }
            #expect(try run.decode(Report.self).untold.map(\.notifier) == ["metrics textfile"])
            let publish = try await fixture.run("metrics", "--publish")
            #expect(publish.status == 1 && publish.errors.hasPrefix("error: metrics textfile: "), "\(publish)")
        }
    }

    @Test("Nowhere to publish to is said; a storage that does not answer is in the figures, and the status is 1")
    func nowhere() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal("echo dump")
            let publish = try await fixture.run("metrics", "--publish")
            #expect(publish.status == 78 && publish.errors.contains("hint: set main.metrics.textfile"), "\(publish)")
            try fixture.scratch.write("store", "a file\n")
            let metrics = try await fixture.run("metrics")
            #expect(metrics.status == 1, "\(metrics)")
            #expect(metrics.text.contains("storage=\"local\"} 0\n"))
            #expect(metrics.errors.contains("error: job dump: storage local: "), "\(metrics)")
        }
    }

    @Test("A real Pushgateway keeps a group for each job; one job's run never touches another's")
    func pushgateway() async throws {
        guard let prometheus = try PrometheusServer() else { return }
        try await CommandFixture.with { fixture in
            let jobs = ["alpha", "b/c"].map { name in
                """
                  - job: \(name.replacing("/", with: "-"))
                    type: external
                    stream: yes
                    dump_cmd: test ! -e broken && echo dump
                    storages: [{storage: local, backup_dir: "\(fixture.scratch("store"))"}]

                """
            }
            let url = "http://127.0.0.1:\(prometheus.service["gateway"])"
            try fixture.configure(
                "main: {server_name: 'a/b', metrics: {pushgateway: {url: '\(url)'}}}\njobs:\n" + jobs.joined())
            let both = try await fixture.run("run")
            #expect(both.status == 0 && !both.errors.contains("pushgateway"), "\(both)")
            func outcomes() async throws -> Set<String> {
                Set(
                    try await prometheus.labels("lifeboat_run_outcome == 1").map {
                        "\($0["job"] ?? "") on \($0["server"] ?? ""): \($0["outcome"] ?? "")"
                    })
            }
            try await prometheus.reaches("both are well") {
                try await outcomes() == ["alpha on a/b: done", "b-c on a/b: done"]
            }
            try fixture.scratch.write("broken", "")
            #expect(try await fixture.run("run", "alpha").status == 1)
            try await prometheus.reaches("one failed") {
                try await outcomes() == ["alpha on a/b: failed", "b-c on a/b: done"]
            }
        }
    }
}
