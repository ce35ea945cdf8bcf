import LifeboatConfig
import LifeboatCore
import Testing

@Suite("All problems at once")
struct ProblemTests {
    @Test("Different mistakes in three files are a line each, with its place, and exit status 78")
    func several() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml",
            """
            main:
              timezone: Europe/Berlim
            jobs: !include [conf.d/*]
            """)
        try scratch.write(
            "conf.d/1.conf",
            """
            - job: data
              type: desc_files
              sources:
              - target: [srv/data]
                gzip: maybe
              storages:
              - storage: local
                bakcup_dir: /backups
            """)
        try scratch.write("conf.d/2.conf.j2", "# a comment\n- job: {{ job_name }}\n  storages: []\n")
        #expect(
            scratch.problems("a.yaml") == [
                "a.yaml:2:13: main.timezone: there is no such time zone; did you mean `Europe/Berlin`?",
                "conf.d/1.conf:4:14: jobs[0].sources[0].target[0]: expected an absolute path as /srv/data, this is `srv/data`",
                "conf.d/1.conf:5:11: jobs[0].sources[0].gzip: expected yes or no, this is `maybe`",
                "conf.d/1.conf:8:5: jobs[0].storages[0].bakcup_dir: unknown key; did you mean `backup_dir`?",
                "conf.d/2.conf.j2:2:3: jobs[1].type: this key is required; as in `type: desc_files`",
                "conf.d/2.conf.j2:2:11: the variable 'job_name' is not defined; "
                    + "set JOB_NAME or JOB_NAME_FILE, or give it a default: {{ job_name | default('…') }}",
                "conf.d/2.conf.j2:3:13: jobs[1].storages: the list is empty; a list of places to keep the backups",
            ])
        do {
            _ = try scratch.load("a.yaml")
        } catch let error as ConfigurationError {
            let whole = error.lifeboatError
            #expect(whole.exitCode.rawValue == 78)
            #expect(whole.what == "the configuration has 7 problems")
        }
    }

    @Test(
        "A mistake is named where it is",
        arguments: [
            (
                "jobs:\n- type: desc_files\n",
                "a.yaml:2:3: jobs[0].job: this key is required; a name, as in `- job: shop-files`"
            ),
            ("jobs:\n- job: x\n", "a.yaml:2:3: jobs[0].type: this key is required; as in `type: desc_files`"),
            (
                "jobs: yes\n",
                "a.yaml:1:7: jobs: expected a list of jobs, this is a single value; each job begins with `- job: NAME`"
            ),
            (
                "main: {}\n",
                "a.yaml:1:1: jobs: this key is required; a list of jobs, as in `jobs: !include [conf.d/*.conf]`"
            ),
            ("- job: x\n", "a.yaml:1:1: this has to be a mapping of keys, it is a list"),
            ("jobs:\n- x\n", "a.yaml:2:3: jobs[0]: this has to be a mapping of keys, it is a single value"),
            ("job: []\n", "a.yaml:1:1: job: unknown key; did you mean `jobs`?"),
            ("main: {servername: x}\n", "a.yaml:1:8: main.servername: unknown key; did you mean `server_name`?"),
            (
                "main: {smtp_port: 70000}\n",
                "a.yaml:1:19: main.smtp_port: expected a whole number from 1 to 65535, this is `70000`"
            ),
            (
                "main: {smtp_port: 025}\n",
                "a.yaml:1:19: main.smtp_port: expected a whole number from 1 to 65535, this is `025`"
            ),
            (
                "main: {net_rate: fast}\n",
                "a.yaml:1:18: main.net_rate: expected a size as 50M or 8MiB (without a unit: bytes, per second), this is `fast`"
            ),
            (
                "main: {expect_every: daily}\n",
                "a.yaml:1:22: main.expect_every: expected a duration as 90s, 5m or 7d, this is `daily`"
            ),
            ("main: {smtp_password: [a]}\n", "a.yaml:1:23: main.smtp_password: expected a text, this is a list"),
            (
                "main: {encryption: {recipients: [x]}}\n",
                "a.yaml:1:8: main.encryption: this is not supported by this version; take it out"
            ),
            ("main: {server_name: \"a\\0b\"}\n", "a.yaml:1:21: main.server_name: expected a text, this is `a\\0b`"),
            (
                "main: {log_file: log}\n",
                "a.yaml:1:18: main.log_file: expected an absolute path as /srv/data, this is `log`"
            ),
            (
                "main: {level_message: info}\n",
                "a.yaml:1:23: main.level_message: expected one of error, debug, this is `info`"
            ),
        ])
    func single(text: String, expected: String) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", text)
        #expect(scratch.problems("a.yaml").contains(expected), "\(scratch.problems("a.yaml"))")
    }

    @Test(
        "A job's mistake is named where it is",
        arguments: [
            (SampleJob.files(job: "all"), "a.yaml:2:8: jobs[0].job: `all` means a group of jobs; choose another name"),
            (
                SampleJob.files(job: "a/b"),
                "a.yaml:2:8: jobs[0].job: this cannot be the name of a job; a name has no / and no control character, and does not begin with -"
            ),
            (
                SampleJob.files(more: "  dump_cmd: ls\n"),
                "a.yaml:4:3: jobs[0].dump_cmd: this key is for jobs of type external"
            ),
            (
                SampleJob.files().replacing("desc_files", with: "desc_file"),
                "a.yaml:3:9: jobs[0].type: there is no such type; did you mean `desc_files`?"
            ),
            (
                SampleJob.files().replacing("desc_files", with: "inc_files"),
                "a.yaml:3:9: jobs[0].type: inc_files is not supported by this version; supported: "
                    + SampleJob.supportedTypes
            ),
            (
                SampleJob.files().replacing("storage: local", with: "storage: lokal"),
                "a.yaml:7:14: jobs[0].storages[0].storage: there is no such storage; did you mean `local`?"
            ),
            (
                SampleJob.files().replacing("storage: local", with: "storage: local\n    enable: no"),
                "a.yaml:7:3: jobs[0].storages: no storage is enabled; `enable: yes` on one of them"
            ),
            (
                SampleJob.files(source: "    gzip: yes\n    compression: zstd\n"),
                "a.yaml:7:18: jobs[0].sources[0].compression: this contradicts `gzip: yes`; keep one of the two keys"
            ),
            (
                SampleJob.files(source: "    compression_level: 20\n"),
                "a.yaml:6:24: jobs[0].sources[0].compression_level: expected a whole number from 1 to 19, this is `20`"
            ),
            (
                SampleJob.files(source: "    evidence: counts\n"),
                "a.yaml:6:15: jobs[0].sources[0].evidence: desc_files cannot do `counts`; it can: stream, none"
            ),
            (
                SampleJob.files(source: "    gzip: yes\n    compression_level: 13\n"),
                "a.yaml:7:24: jobs[0].sources[0].compression_level: expected a whole number from 1 to 12, this is `13`"
            ),
            (
                SampleJob.files(source: "    compression: gzip\n    compression_level: 99\n"),
                "a.yaml:7:24: jobs[0].sources[0].compression_level: expected a whole number from 1 to 12, this is `99`"
            ),
            (
                SampleJob.files(storages: "    {}\n"),
                "a.yaml:7:5: jobs[0].storages: expected a list, this is a mapping; each entry begins with `- `"
            ),
            (
                SampleJob.files(target: "''"),
                "a.yaml:5:14: jobs[0].sources[0].target[0]: a value is required here, this is empty; a list of absolute paths or globs"
            ),
            (
                SampleJob.files(target: ""),
                "a.yaml:5:13: jobs[0].sources[0].target: the list is empty; a list of absolute paths or globs"
            ),
            (
                SampleJob.files(storages: "  - storage: local\n    backup_dir: ''\n"),
                "a.yaml:8:17: jobs[0].storages[0].backup_dir: a value is required here, this is empty; the folder that the backups are kept in"
            ),
            (
                SampleJob.files(storages: "  - storage: local\n    backup_dir: b\n"),
                "a.yaml:8:17: jobs[0].storages[0].backup_dir: expected an absolute path as /srv/data, this is `b`"
            ),
            (
                SampleJob.files(storages: "  - storage: local\n    backup_dir: /b\n    store: {days: -1}\n"),
                "a.yaml:9:19: jobs[0].storages[0].store.days: expected a whole number from 0 to 100000, this is `-1`"
            ),
            (
                SampleJob.files(storages: "  - storage: local\n    backup_dir: /b\n    store: {month: 1, months: 2}\n"),
                "a.yaml:9:23: jobs[0].storages[0].store.months: this is the same as `month`, which is there too; keep one of them"
            ),
            (
                SampleJob.files(storages: "  - storage: local\n    backup_dir: /b\n    stall_timeout: 0\n"),
                "a.yaml:9:20: jobs[0].storages[0].stall_timeout: this has to be more than nothing"
            ),
        ])
    func job(text: String, expected: String) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", text)
        #expect(scratch.problems("a.yaml") == [expected])
    }

    @Test("An unknown key that is near to none gets the list of what there is, each key once")
    func list() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", "main: {frobnicate: x}\n" + SampleJob.files(job: "''"))
        let line = try #require(scratch.problems("a.yaml").first { $0.contains("main.frobnicate") })
        let keys = try #require(line.split(separator: "there are: ").last).split(separator: ", ")
        #expect(keys.count > 20 && Set(keys).count == keys.count, "\(line)")
        #expect(keys.contains("timezone"))
    }

    @Test("A path that a variable brought is not shown, and its origin is")
    func pathOfVariable() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml.j2", SampleJob.files(target: "/srv, '{{ place }}'"))
        #expect(
            scratch.problems("a.yaml.j2", ["PLACE": "geheim"]) == [
                "a.yaml.j2:5:20: jobs[0].sources[0].target[1]: expected an absolute path as /srv/data; "
                    + "it comes from the environment: PLACE"
            ])
    }

    @Test("Two problems that differ only in what to do about them are always in the same order")
    func order() {
        let place = Place(file: "a.yaml", line: 1, column: 1)
        let problems = ["a", "b", "c", "d"].map { Problem(place, "x", "what", hint: $0) }
        #expect(problems.shuffled().sorted() == problems)
    }

    @Test("An item of a list is named by its own number")
    func item() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", SampleJob.files(target: "/srv, '', srv/data"))
        #expect(
            scratch.problems("a.yaml").last
                == "a.yaml:5:24: jobs[0].sources[0].target[2]: expected an absolute path as /srv/data, this is `srv/data`"
        )
    }

    @Test("What is counted by SQLite itself is accepted")
    func evidence() throws {
        let scratch = try ConfigScratch()
        for level in ["stream", "counts", "none"] {
            try scratch.write(
                "a.yaml",
                SampleJob.files(source: "    evidence: \(level)\n").replacing("desc_files", with: "sqlite"))
            #expect(try scratch.load("a.yaml").jobs[0].sources[0].evidence.rawValue == level)
        }
    }

    @Test("A mail setting of the environment that is wrong is named by its variable")
    func environment() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", "main: {server_name: x}\n" + SampleJob.files())
        #expect(
            scratch.problems("a.yaml", ["SMTP_MAILHUB_PORT": "mail", "SMTP_USE_TLS": "perhaps"]) == [
                "a.yaml:1:7: main: the environment's SMTP_USE_TLS is not yes or no",
                "a.yaml:1:7: main.smtp_port: the environment's SMTP_MAILHUB_PORT is not a whole number from 1 to 65535",
            ])
        try scratch.write("b.yaml", "main: {smtp_port: 25}\n" + SampleJob.files())
        #expect(scratch.problems("b.yaml", ["SMTP_MAILHUB_PORT": "mail"]) == [])
    }

    @Test("Neither a problem nor a listing shows a secret or what a variable holds")
    func secrets() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml.j2",
            """
            main: {smtp_port: "{{ odd }}", smtp_password: [{{ odd }}], "{{ odd }}": 1}
            jobs: [{job: a, type: external, dump_cmd: [], storages: "{{ odd }}"}]
            """)
        let problems = scratch.problems("a.yaml.j2", ["ODD": "geheim"])
        #expect(problems.count == 5)
        #expect(!problems.joined().contains("geheim"))
        #expect(problems.contains { $0.contains("it comes from the environment: ODD") })
        #expect(problems.contains { $0.contains("main.{{ odd }}: unknown key") })
    }
}
