import LifeboatConfig
import LifeboatCore
import LifeboatStorages
import LifeboatWeb
import Testing

@Suite("Keys of S3")
struct S3KeysTests {
    private func read(_ keys: String, _ environment: [String: String] = [:]) throws -> S3StorageConfiguration {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml.j2", SampleJob.files(storages: "  - {storage: s3, \(keys)}\n"))
        let storage = try #require(try scratch.load("a.yaml.j2", environment).jobs.first?.storages.first)
        guard case .s3(let configuration) = storage.configuration else { throw LifeboatError(.failed, "not S3") }
        return configuration
    }

    @Test("The article's variant: local and also S3")
    func article() throws {
        let scratch = try ConfigScratch()
        try scratch.write("etc/nxs-backup/nxs-backup.conf", ConfigScratch.fixture("article/nxs-backup.conf"))
        try scratch.write("usr/share/nxs-backup/service.conf.j2", ConfigScratch.fixture("article/mysql-s3.conf.j2"))
        let configuration = try scratch.loadStandard([
            "DB_HOST": "h", "DB_PORT": "3306", "DB_USER": "u", "DB_PASSWORD": "p", "BUCKET_NAME": "backups",
            "ACCESS_KEY_ID": "0123", "SECRET_ACCESS_KEY": "a: b #'\"",
            "S3FS_OPTS":
                "-o url=https://s3.example.com:9000 -o use_path_request_style,endpoint=eu-west-1,dbglevel=info",
        ])
        let storages = try #require(configuration.jobs.first).storages
        #expect(storages.map(\.name) == ["local", "s3"])
        #expect(storages[1].retention == RetentionPolicy(days: 2, weeks: 1, months: 6))
        var expected = S3StorageConfiguration(bucket: "backups")
        expected.folder = "/nxs-backup/databases/mysql/dump"
        expected.endpoint = WebServerAddress("https://s3.example.com:9000")
        expected.region = "eu-west-1"
        expected.pathStyle = true
        expected.accessKeyID = Secret("0123")
        expected.secretAccessKey = Secret("a: b #'\"")
        #expect(storages[1].configuration == .s3(expected))
        #expect(
            configuration.warnings.filter { $0.path.hasSuffix("s3fs_opts") }.map(\.what)
                == ["nothing is mounted, so these have no effect: dbglevel"])
    }

    @Test("Everything")
    func everything() throws {
        let keys = """
            bucket_name: b, backup_dir: /a/b/, endpoint: 'http://h:1', region: r, path_style: yes, access_key_id: k, \
            secret_access_key: s, session_token: t, role_arn: a, web_identity_token_file: /t, ca_cert: /c, \
            part_size: 16MiB, checksums: no, storage_class: GLACIER_IR, server_side_encryption: 'aws:kms', kms_key_id: key, \
            object_lock: {mode: compliance, days: 30}
            """
        let configuration = try read(keys)
        #expect(configuration.partSize == 16 << 20)
        #expect(configuration.checksums == false)
        #expect(configuration.storageClass == "GLACIER_IR")
        #expect(configuration.encryption == .kms(keyID: "key"))
        #expect(configuration.objectLock == .init(mode: .compliance, days: 30))
        #expect(configuration.sessionToken == Secret("t"))
        #expect(configuration.web.certificateAuthorities == "/c")
        #expect(configuration.location == "s3://b/a/b at http://h:1")
    }

    @Test("A bucket's name is enough, and what a variable leaves empty is not there")
    func least() throws {
        #expect(try read("bucket_name: b") == S3StorageConfiguration(bucket: "b"))
        let empty = try read(
            "bucket_name: b, access_key_id: '{{ x }}', secret_access_key: '{{ x }}', s3fs_opts: '{{ x }}', endpoint: '{{ x }}'",
            ["X": ""])
        #expect(empty == S3StorageConfiguration(bucket: "b"))
    }

    @Test(
        "What is wrong is said",
        arguments: [
            ("access_key_id: a", "secret_access_key: this key is required; it belongs to `access_key_id`"),
            ("endpoint: 'ftp://h'", "endpoint: this is no address of an S3 server; as in https://s3.example.com:9000"),
            (
                "s3fs_opts: 'url=://'",
                "s3fs_opts: this is no address of an S3 server; as in https://s3.example.com:9000"
            ),
            ("part_size: 1M", "part_size: parts have 5 MiB to less than 4 GiB, this is 1.00 MiB"),
            (
                "object_lock: {mode: governance}",
                "object_lock.days: this key is required; how long nobody can remove an object"
            ),
            ("server_side_encryption: none", "server_side_encryption: expected one of AES256, aws:kms, this is `none`"),
            (
                "server_side_encryption: AES256, kms_key_id: k",
                "kms_key_id: AES256 has no key of its own; `server_side_encryption: aws:kms`"
            ),
        ])
    func mistakes(_ keys: String, _ problem: String) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", SampleJob.files(storages: "  - {storage: s3, bucket_name: b, \(keys)}\n"))
        let problems = scratch.problems("a.yaml")
        #expect(problems.count == 1 && problems[0].hasSuffix("storages[0].\(problem)"), "\(problems)")
    }

    @Test(
        "Without encryption is a warning, but not on the way to this machine itself",
        arguments: [
            ("endpoint: 'http://minio.storage:9000'", "endpoint"), ("s3fs_opts: 'url=http://h'", "s3fs_opts"),
            ("endpoint: 'http://127.0.0.2.example.com'", "endpoint"),
            ("endpoint: 'https://minio.storage:9000'", nil), ("endpoint: 'http://127.0.0.1:9000'", nil),
            ("endpoint: 'http://localhost'", nil), ("endpoint: 'http://[::1]:9000'", nil),
        ])
    func plain(_ keys: String, _ key: String?) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", SampleJob.files(storages: "  - {storage: s3, bucket_name: b, \(keys)}\n"))
        let warnings = try scratch.load("a.yaml").warnings.filter { $0.what.contains("not encrypted") }
        #expect(warnings.map(\.path) == (key.map { ["jobs[0].storages[0].\($0)"] } ?? []))
    }

    @Test("Two storages of a job in one place are one too many")
    func samePlace() throws {
        let scratch = try ConfigScratch()
        let place = "  - {storage: s3, bucket_name: b, backup_dir: /x}\n"
        try scratch.write("a.yaml", SampleJob.files(storages: place + place.replacing("/x", with: "x/")))
        #expect(scratch.problems("a.yaml").count == 1)
        try scratch.write("b.yaml", SampleJob.files(storages: place + place.replacing("/x", with: "/y")))
        #expect(scratch.problems("b.yaml") == [])
    }
}
