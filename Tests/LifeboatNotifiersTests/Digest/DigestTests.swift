import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatNotifiers

@Suite("What people read about a run")
struct DigestTests {
    @Test("The subject tells the outcome")
    func subjects() {
        #expect(
            SampleReport.night().subject == "[failed] Nixys k8s cluster: 1 of 3 jobs failed, 1 degraded")
        #expect(SampleReport.allWell().subject == "[ok] Nixys k8s cluster: 2 jobs, all ok")
        let one = SampleReport.report([SampleReport.well("files")])
        #expect(one.subject == "[ok] Nixys k8s cluster: job files: ok")
        let busy = SampleReport.report([JobReport(job: "files", record: nil)])
        #expect(busy.subject == "[failed] Nixys k8s cluster: job files: not begun")
        let ended = SampleReport.report([
            JobReport(job: "a", record: SampleReport.record("a", .interrupted, [])), JobReport(job: "b", record: nil),
        ])
        #expect(ended.subject == "[failed] Nixys k8s cluster: 1 of 2 jobs interrupted, 1 not begun")
    }

    @Test("Errors with hints first, the worst job before the others; then a line for each job")
    func troubles() {
        #expect(
            Digest(SampleReport.night(), .troubles).text == """
                Nixys k8s cluster: 1 of 3 jobs failed, 1 degraded
                Began 2026-11-23 03:00 UTC, took 4m 10s.

                WHAT WENT WRONG

                FAILED  redis
                  error: cannot connect: Connection refused
                    hint: is <redis> & all up?
                  next:
                  > lifeboat check redis
                  > lifeboat run redis

                DEGRADED  db
                  error: target shop: storage s3: access denied: 403 SignatureDoesNotMatch
                    hint: the bucket answers for eu-west-1, the configuration says us-east-1
                  warning: storage s3: the run record was not kept
                  shop: new on local, not on s3
                    newest backup: 4m 10s old, of 2026-11-23 03:00 UTC, on local; s3 did not answer
                  next:
                  > lifeboat check db
                  > lifeboat run db

                ALL JOBS

                OK  files, 1m 5s
                DEGRADED  db, 1m 30s
                FAILED  redis, 1m 5s

                -- 
                Lifeboat 0.test. `lifeboat status` says how old the newest backups are.

                """)
    }

    @Test("The full report says what was done: sizes against the ones before, where to, how long, what expired")
    func everything() {
        let text = Digest(SampleReport.night(), .everything).text
        let done = text.components(separatedBy: "WHAT WAS DONE\n")[1]
        #expect(
            done == """

                OK  files, 1m 5s
                  www: 2.86 MiB in 1m 2s
                    stored 977 KiB on local, s3
                  expired: 2 on local

                DEGRADED  db, 1m 30s
                  shop: 4.66 GiB in 1m 20s
                    stored 954 MiB (+11 %) on local
                    not on s3
                  expired: 1 on local

                FAILED  redis, 1m 5s
                  expired: 2 on local

                -- 
                Lifeboat 0.test. `lifeboat status` says how old the newest backups are.

                """)
        #expect(!Digest(SampleReport.allWell(), .everything).text.contains("WENT WRONG"))
    }

    @Test(
        "Of each target that is not as it should be: the newest backup that there is, its age, where; and what to type")
    func newest() throws {
        var status = SampleStatus.status()
        var old = TargetStatus()
        old.newest = SampleStatus.now.addingTimeInterval(-2 * 86_400)
        var young = old
        young.newest = SampleStatus.now.addingTimeInterval(-3_600)
        status.storages = [
            StorageStatus(
                name: "here", required: true, targets: ["a": old, "b": young, "new": TargetStatus(), "ok": young]),
            StorageStatus(name: "there", required: true, targets: ["a": old, "b": old]),
        ]
        let failed = ["a", "b", "new"].map { name in
            TargetRecord(
                target: name, outcome: .failed, problem: "refused", seconds: 1, plainBytes: 0, storedBytes: 0,
                deliveries: [])
        }
        let fine = TargetRecord(
            target: "ok", outcome: .done, seconds: 1, plainBytes: 1, storedBytes: 1,
            deliveries: [DeliveryRecord(storage: "here", required: true, problem: nil)])
        var report = SampleReport.report([
            JobReport(job: "two words", record: SampleReport.record("x", .failed, failed + [fine]), status: status)
        ])
        report.configuration = "/srv/it's.yaml"
        let text = Digest(report, .troubles).text
        #expect(
            text.contains(
                """
                  a: nothing new
                    newest backup: 2d 4m old, of 2026-11-21 03:00 UTC, on here, there
                  error: that is too old: one is expected every 1d
                  b: nothing new
                    newest backup: 1h 4m old, of 2026-11-23 02:00 UTC, on here
                  new: nothing new
                  error: no backup of it could be restored
                  next:
                  > lifeboat check -c '/srv/it'\\''s.yaml' 'two words'
                  > lifeboat run -c '/srv/it'\\''s.yaml' 'two words'

                """), "\(text)")
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })

        // A storage that was silent may have one.
        let silent = StorageStatus(name: "far", required: true, failure: LifeboatError(.temporary, "silent"))
        report.jobs[0].status?.storages.append(silent)
        let unsure = Digest(report, .troubles).text
        #expect(unsure.contains("  new: nothing new\n    newest backup: not known; far did not answer\n"))
        #expect(!unsure.contains("could be restored"))

        // Whoever could not ask says so, and what did not even begin has changed nothing.
        report.jobs[0].status = nil
        #expect(Digest(report, .troubles).text.contains("    the storages did not say which backups there are\n"))
        report.jobs[0].status = status
        report.jobs[0].record = nil
        let idle = Digest(report, .troubles).text
        #expect(idle.contains("  ok: nothing new\n    newest backup: 1h 4m old"))
        #expect(idle.contains("  next:\n  > lifeboat run -c") && !idle.contains("lifeboat check"))
        status.storages = [StorageStatus(name: "here", required: true)]
        report.jobs[0] = JobReport(job: "x", record: SampleReport.record("x", .failed, []), status: status)
        #expect(Digest(report, .troubles).text.contains("  error: there is no backup of this job at all\n"))
    }

    @Test("Of very many targets the first, and how many more")
    func many() {
        let targets = (0..<40).map { number in
            TargetRecord(
                target: "t\(number)", outcome: .failed, seconds: 1, plainBytes: 0, storedBytes: 0, deliveries: [])
        }
        let job = JobReport(job: "x", record: SampleReport.record("x", .failed, targets))
        let text = Digest(SampleReport.report([job]), .troubles).text
        #expect(text.components(separatedBy: ": nothing new\n").count == 11)
        #expect(text.contains("  and 30 more: `lifeboat status` shows them\n"))
    }

    @Test(
        "A target that is gone is told of aloud when it is news, though all was done; afterwards it is in what is told anyway"
    )
    func gone() throws {
        let now = SampleStatus.now
        func job(since: Date, told: Date) -> JobReport {
            var job = SampleReport.well("files")
            let gone = GoneTarget(
                target: "shop", since: since, lastBackup: since.addingTimeInterval(-86_400),
                told: BackupID(started: told, random: 1))
            job.record?.gone = [gone]
            job.troubles = [Trouble(gone.warning(expected: nil), isWarning: true)]
            return job
        }
        let news = SampleReport.report([job(since: now, told: now), SampleReport.well("mail")])
        #expect(news.verdict == .degraded)
        #expect(news.subject == "[degraded] Nixys k8s cluster: 1 of 2 jobs without a target that was there")
        let text = Digest(news, .troubles).text
        #expect(text.contains("TARGET GONE  files\n  warning: target shop: it is no longer there since "))
        #expect(text.contains("  > lifeboat check files\n") && !text.contains("lifeboat run files"))
        let known = SampleReport.report([
            job(since: now.addingTimeInterval(-3_600), told: now.addingTimeInterval(-3_600))
        ])
        #expect(known.verdict == .success && known.subject.hasSuffix("job files: target gone"))
        #expect(known.jobs[0].missesTarget && known.jobs[0].isDone)
        let retired = now.addingTimeInterval(-8 * 86_400)
        let past = SampleReport.report([job(since: retired, told: now.addingTimeInterval(-86_400))])
        #expect(past.verdict == .success && past.subject.hasSuffix("job files: ok") && !past.jobs[0].missesTarget)
    }

    @Test("A name with a line break or a tag in it is text in both")
    func hostile() throws {
        let name = "x\n\nOK  all\u{1b}[2J <script>alert('1')</script> & \"q\""
        var report = SampleReport.night()
        report.serverName = name
        report.jobs[0].record?.targets[0].target = name
        report.jobs[2].troubles[0].error.what = name
        let digest = Digest(report, .everything)
        #expect(!digest.text.contains("\u{1b}"))
        #expect(digest.text.split(separator: "\n").count { $0.hasPrefix("OK  ") } == 1)
        #expect(!digest.html.contains("<script"))
        let script = """
            import html.parser, json, sys
            tags, texts = [], []
            class Parser(html.parser.HTMLParser):
                def handle_starttag(self, tag, attributes): tags.append(tag)
                def handle_data(self, data): texts.append(data)
            parser = Parser()
            parser.feed(sys.stdin.read())
            print(json.dumps({"tags": sorted(set(tags)), "text": "".join(texts)}))
            """
        struct Page: Decodable {
            var tags: [String]
            var text: String
        }
        let answer = try OracleTool("python3").run(["-c", script], input: Array(digest.html.utf8)).checked()
        let page = try JSONDecoder().decode(Page.self, from: answer.output)
        #expect(page.tags == ["b", "body", "code", "h2", "h3", "head", "html", "i", "li", "meta", "p", "title", "ul"])
        #expect(page.text.contains("<script>alert('1')</script> & \"q\""))
    }

    @Test("Known secrets are cut out of whatever went wrong, where it happened and what to do about it too")
    func secrets() async throws {
        let log = TroubleLog { $0.replacing("s3cr3t", with: "<redacted>") }
        let error = LifeboatError(
            .failed, "cannot use s3cr3t", why: "s3cr3t is wrong", hint: "not s3cr3t", places: ["host s3cr3t"])
        await log.observe(.problem(job: "j", error))
        await log.observe(.warning(job: "j", error))
        await log.observe(.deliveryFailed(job: "j", target: "s3cr3t", storage: "s", required: true, error))
        let omissions = Omissions([Omission(name: "/s3cr3t", reason: .unreadable, detail: "s3cr3t")])
        let target = TargetRecord(
            target: "t", outcome: .failed, problem: "s3cr3t", hint: "s3cr3t", seconds: 1, plainBytes: 0, storedBytes: 0,
            deliveries: [], omissions: omissions)
        await log.observe(.targetFinished(job: "j", target))
        await log.observe(
            .expired(
                job: "j", ExpiryRecord(storage: "s", required: true, target: nil, lost: ["s3cr3t"], failure: error)))
        let troubles = log.troubles(of: "j")
        #expect(troubles.count == 7)
        #expect(!"\(troubles)".contains("s3cr3t"))
        var report = SampleReport.night()
        report.jobs[0].troubles = troubles
        let digest = Digest(report, .everything)
        #expect(!(digest.text + digest.html).contains("s3cr3t") && digest.text.contains("<redacted>"))
    }
}
