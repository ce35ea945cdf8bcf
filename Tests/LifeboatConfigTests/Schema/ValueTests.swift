import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatNotifiers
import LifeboatSources
import LifeboatStorages
import Testing

@Suite("What values mean")
struct ValueTests {
    @Test(
        "YAML 1.1's booleans, quoted ones too",
        arguments: [
            ("yes", true), ("no", false), ("On", true), ("OFF", false), ("true", true), ("'yes'", true),
            ("\"False\"", false),
        ])
    func booleans(text: String, expected: Bool) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", SampleJob.files(source: "    one_file_system: \(text)\n"))
        let source = try scratch.load("a.yaml").jobs[0].sources[0]
        #expect(source.configuration == .files(FilesConfiguration(targets: ["/srv/data"], oneFileSystem: expected)))
    }

    @Test("Numbers where texts are wanted stay as they are written, and the reverse is read")
    func numbers() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml",
            "main: {server_name: 0123, smtp_port: '2525', smtp_password: 1e5, blkio_weight: '500'}\n"
                + SampleJob.files(job: "2018"))
        let configuration = try scratch.load("a.yaml")
        #expect(configuration.main.serverName == "0123")
        #expect(configuration.main.mail.port == 2525)
        #expect(configuration.main.mail.password?.revealed == "1e5")
        #expect(configuration.main.ioWeight == 500)
        #expect(configuration.jobs[0].name == "2018")
    }

    @Test("Rates: digits alone are MiB where the old tool meant that, bytes elsewhere")
    func rates() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml", "main: {block_io_read: '50', block_io_write: 8MiB, net_rate: 1000000}\n" + SampleJob.files())
        let main = try scratch.load("a.yaml").main
        #expect(main.readRate == ByteSize(bytes: 50 << 20))
        #expect(main.writeRate == ByteSize(bytes: 8 << 20))
        #expect(main.netRate == ByteSize(bytes: 1_000_000))
        try scratch.write("b.yaml", "main: {block_io_read: 0}\n" + SampleJob.files())
        #expect(try scratch.load("b.yaml").main.readRate == nil)
    }

    @Test("Defaults")
    func defaults() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", SampleJob.files())
        let configuration = try scratch.load("a.yaml")
        let main = configuration.main
        #expect(main.serverName == "the-host")
        #expect(main.loopTimeout == .zero)
        #expect(main.loopInterval == .seconds(30))
        #expect(main.keepRunRecords == .seconds(400 * 86_400))
        #expect(main.abandonedAfter == .seconds(7 * 86_400))
        let job = configuration.jobs[0]
        #expect(job.serverName == nil)
        #expect(job.sources[0].compression == .zstd(level: 3))
        #expect(job.sources[0].evidence == .stream)
        #expect(job.sources[0].stallTimeout == .seconds(3_600))
        #expect(job.storages[0].retention.keepsEverything)
        #expect(!job.skipBackupRotate)
        #expect(job.expectEvery == nil)
        #expect(configuration.warnings == [])
    }

    @Test("Null and an empty text are not set", arguments: ["''", "\"\"", "null", "~", ""])
    func unset(text: String) throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml",
            """
            main: {server_name: \(text), smtp_port: \(text), timezone: \(text), net_rate: \(text), expect_every: \(text)}

            """
                + SampleJob.files(
                    source: "    excludes: \(text)\n    gzip: \(text)\n",
                    storages:
                        "  - storage: local\n    backup_dir: /b\n    enable: \(text)\n    store: {days: \(text)}\n"))
        let configuration = try scratch.load("a.yaml")
        #expect(configuration.main.serverName == "the-host")
        #expect(configuration.jobs[0].storages.count == 1)
    }

    @Test("A job's own settings go before those of main")
    func inheritance() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml",
            """
            main: {timezone: Asia/Tokyo, tmp_dir: /t, expect_every: 1d, loop_timeout: 10m, loop_interval: 5}
            jobs:
            - &job {job: one, type: desc_files, sources: [{target: /srv}], storages: [{storage: local, backup_dir: /b}]}
            - {<<: *job, job: two, timezone: Europe/Berlin, tmp_dir: /u, expect_every: 12h, skip_backup_rotate: yes}
            """)
        let jobs = try scratch.load("a.yaml").jobs
        #expect(jobs.map(\.timezone.identifier) == ["Asia/Tokyo", "Europe/Berlin"])
        #expect(jobs.map(\.temporaryFolder) == ["/t", "/u"])
        #expect(jobs.map(\.expectEvery) == [.seconds(86_400), .seconds(43_200)])
        #expect(jobs.map(\.skipBackupRotate) == [false, true])
        #expect(jobs.allSatisfy { $0.loopTimeout == .seconds(600) && $0.loopInterval == .seconds(5) })
    }

    @Test("An external job is its own source, streaming or by the file that it names")
    func external() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml",
            """
            jobs:
            - {job: file, type: external, dump_cmd: /dump.sh, storages: [{storage: local, backup_dir: /b}]}
            - job: stream
              type: external
              dump_cmd: >-
                pg_dump x
                | sed y
              stream: yes
              extension: sql
              compression: gzip
              storages: [{storage: local, backup_dir: /b}]
            """)
        let jobs = try scratch.load("a.yaml").jobs
        #expect(jobs[0].sources[0].configuration == .external(.init(command: "/dump.sh", stream: false, name: "file")))
        #expect(jobs[0].sources[0].compression == Compression.none)
        #expect(jobs[0].sources[0].stallTimeout == nil)
        #expect(
            jobs[1].sources[0].configuration
                == .external(.init(command: "pg_dump x | sed y", stream: true, name: "stream", fileExtension: "sql")))
        #expect(jobs[1].sources[0].compression == .gzip(level: 6))
        #expect(jobs.map(\.type.group) == [.external, .external])
    }

    @Test(
        "Compression",
        arguments: [
            ("", Compression.zstd(level: 3)), ("    gzip: yes\n", .gzip(level: 6)), ("    gzip: no\n", .none),
            ("    gzip: no\n    compression: zstd\n", .zstd(level: 3)),
            ("    compression: gzip\n    compression_level: 12\n", .gzip(level: 12)),
            ("    compression: none\n", .none), ("    compression_level: 19\n", .zstd(level: 19)),
        ])
    func compression(source: String, expected: Compression) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", SampleJob.files(source: source))
        #expect(try scratch.load("a.yaml").jobs[0].sources[0].compression == expected)
    }

    @Test(
        "Every type that is not there yet is read to its end",
        arguments: [
            ("inc_files", "target: [/srv]\n    excludes: [a]")
        ])
    func types(name: String, source: String) throws {
        let scratch = try ConfigScratch()
        let text =
            "jobs:\n- job: x\n  type: \(name)\n  sources:\n  - \(source)\n    gzip: yes\n    name: n\n  storages: [{storage: local, backup_dir: /b}]\n"
        try scratch.write("a.yaml", text)
        let problems = scratch.problems("a.yaml")
        #expect(problems.count == 1 && problems[0].contains("is not supported by this version"), "\(problems)")
        try scratch.write("b.yaml", text.replacing("    gzip: yes", with: "    nonsense: yes"))
        #expect(scratch.problems("b.yaml").contains { $0.contains("jobs[0].sources[0].nonsense: unknown key") })
    }

    @Test(
        "Every storage is read to its end, with what all storages have",
        arguments: [
            "storage: scp, host: h, user: u, password: p, port: 22, known_hosts: /k, remote_mount_point: /m",
            "storage: s3, bucket_name: b, region: r, path_style: yes, access_key_id: a, secret_access_key: s",
            "storage: webdav, host: h, user: u, password: p, port: 443",
            "storage: ftp, host: h, user: u, password: p, port: 21, tls: yes",
            "storage: smb, host: h, user: u, password: p, share: s, port: 445",
            "storage: nfs, host: h, extra_keys: x, remote_mount_point: /m",
            "storage: rclone, remote: 'a:b', rclone_config: /c",
        ])
    func storages(keys: String) throws {
        let scratch = try ConfigScratch()
        let common =
            "backup_dir: /b, store: {days: 1, weeks: 1, months: 1}, required: no, stall_timeout: 1m, net_rate: 5M"
        try scratch.write("a.yaml", SampleJob.files(storages: "  - {\(keys), \(common)}\n"))
        let storage = try #require(try scratch.load("a.yaml").jobs[0].storages.first)
        #expect(!storage.required && storage.stallTimeout == .seconds(60) && storage.retention.days == 1)
        #expect(!storage.configuration.location.isEmpty)
    }

    @Test(
        "A value in the middle of a shell command is worth a warning; a command that is one value is not",
        arguments: [("dump -p{{ pw }}", true), ("'{{ pw }} x'", true), ("{{ pw }}", false), ("dump -p\"$PW\"", false)])
    func shellValues(_ command: String, _ warns: Bool) throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml.j2",
            "jobs:\n- {job: x, type: external, storages: [{storage: local, backup_dir: /b}], dump_cmd: \(command)}\n")
        let warnings = try scratch.load("a.yaml.j2", ["PW": "a b"]).warnings
        #expect(warnings.map(\.path) == (warns ? ["jobs[0].dump_cmd"] : []))
        #expect(warnings.allSatisfy { $0.what == "what PW brings becomes part of a shell command" })
        #expect(warnings.allSatisfy { $0.hint?.hasSuffix("let the shell take it itself: \"$PW\"") == true })
    }
}
