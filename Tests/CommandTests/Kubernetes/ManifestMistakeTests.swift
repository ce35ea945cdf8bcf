import Foundation
import LifeboatTesting
import Testing

/// What keeps a manifest from being made is said at once, with the option that mends it.
@Suite("Manifests that cannot be made")
struct ManifestMistakeTests {
    private static let configuration = """
        main:
          log_file: /var/log/lifeboat.log
          admin_mail: ops@example.org
        jobs:
          - job: shop
            type: mysql
            sources:
              - connect: {db_host: "{{ db_host }}", db_user: root, db_password: "{{ db_password }}"}
                target: [shop]
            storages:
              - {storage: local, backup_dir: /var/backups}
          - job: uploads
            type: desc_files
            sources: [{target: [/srv/files]}]
            storages:
              - {storage: local, backup_dir: "{{ backup_dir }}"}

        """

    private func refused(
        _ configuration: String, _ words: [String], status: Int32 = 64
    ) async throws -> [String] {
        var lines: [String] = []
        try await CommandFixture.with { fixture in
            let file = try fixture.scratch.write("lifeboat.yaml.j2", configuration)
            let result = try await fixture.start(
                ["kube", "manifest", "-c", file, "--image", "lifeboat:1"] + words,
                environment: ["DB_PASSWORD": "hunter2"]
            ).wait()
            #expect(result.status == status, "\(result)")
            #expect(result.output.isEmpty)
            #expect(!result.errors.contains("hunter2"))
            lines = result.errorLines.map { $0.replacing("\(file):", with: "") }
        }
        return lines
    }

    @Test("All that is missing is listed, with the option for each")
    func all() async throws {
        let lines = try await refused(Self.configuration, [])
        #expect(lines.filter { $0.hasPrefix("error: ") }.count == lines.count, "\(lines)")
        for part in [
            "the variable DB_HOST is not set in the pod; --secret NAME:DB_HOST=db_host, or --value DB_HOST=…",
            "the variable DB_PASSWORD is not set in the pod; --secret NAME:DB_PASSWORD=db_password",
            "the variable SMTP_MAILHUB_ADDR is not set in the pod",
            "/var/log/lifeboat.log cannot be written in the pod; log_file: /dev/stdout",
            "--backup-pvc CLAIM:/var/backups, or --host-path PATH:/var/backups --node NODE",
            "the target /srv/files lies on no volume of the pod; --pvc CLAIM:/srv/files",
            "jobs[1].storages[0].backup_dir: this decides about the manifest, and BACKUP_DIR is not known; --value BACKUP_DIR=…",
        ] {
            #expect(lines.contains { $0.contains(part) }, "\(part) in \(lines)")
        }
        #expect(!lines.contains { $0.contains("--value DB_PASSWORD") })
    }

    @Test("Of the jobs that are asked for only")
    func chosen() async throws {
        let lines = try await refused(
            Self.configuration.replacing("  admin_mail: ops@example.org\n", with: ""), ["shop"])
        #expect(!lines.contains { $0.contains("/srv/files") || $0.contains("BACKUP_DIR") }, "\(lines)")
    }

    @Test("A secret that stands in the file itself never reaches a ConfigMap")
    func literals() async throws {
        let text = Self.configuration.replacing("\"{{ db_password }}\"", with: "swordfish")
        let lines = try await refused(text, ["--secret", "app"])
        #expect(
            lines.contains { $0.contains("jobs[0].sources[0].connect.db_password: a secret stands in the file itself") }
        )
        #expect(!lines.contains { $0.contains("swordfish") })
        let withDefault = Self.configuration.replacing(
            "{{ db_password }}", with: "{{ db_password | default('swordfish') }}")
        let others = try await refused(withDefault, ["--secret", "app"])
        #expect(
            others.contains { $0.contains("the default of DB_PASSWORD is a secret that stands in the file itself") })
        #expect(!others.contains { $0.contains("swordfish") })
    }

    @Test(
        "A piece of a secret that stands in the text never reaches a ConfigMap",
        arguments: [
            ("\"{{ db_password }}\"", "\"{{ x | default('swordfish') }}\""),
            ("\"{{ db_password }}\"", "\"swordfish{{ x }}\""), ("\"{{ db_password }}\"", "swordfish{{ x }}"),
            ("\"{{ db_password }}\"", "'{{ x }}swordfish'"), ("\"{{ db_password }}\"", "\"{{ 'swordfish' ~ x }}\""),
            (
                "{db_host: \"{{ db_host }}\", db_user: root, db_password: \"{{ db_password }}\"}",
                "\n          db_host: h\n          db_user: root\n          db_password: >-\n            swordfish{{ x }}"
            ),
            ("target: [shop]", "dump_cmd: 'PGPASSWORD=swordfish pg_dump x'"),
            ("target: [shop]", "dump_cmd: mysqldump --password=\"swordfish\" x"),
        ])
    func pieces(_ part: String, _ other: String) async throws {
        var text = Self.configuration.replacing(part, with: other)
        if other.hasPrefix("dump_cmd") {
            text = """
                jobs:
                  - job: shop
                    type: external
                    stream: yes
                    extension: sql
                    \(other)
                    storages: [{storage: local, backup_dir: /var/backups}]

                """
        }
        let lines = try await refused(text, ["shop", "--secret", "app"])
        #expect(lines.contains { $0.contains("would stand in the ConfigMap") }, "\(lines)")
        #expect(!lines.contains { $0.contains("swordfish") }, "\(lines)")
    }

    @Test(
        "A time zone that Kubernetes would refuse",
        arguments: [("GMT+2", "Etc/GMT-2"), ("UTC+3", "Etc/GMT-3"), ("GMT-5", "Etc/GMT+5"), ("PST", "Europe/Berlin")])
    func timeZones(_ zone: String, _ hint: String) async throws {
        let lines = try await refused(
            Self.configuration.replacing("main:\n", with: "main:\n  timezone: \(zone)\n"), ["shop"])
        #expect(
            lines.contains { $0.contains("Kubernetes does not take the time zone") && $0.contains(hint) }, "\(lines)")
    }

    @Test(
        "Options that contradict each other",
        arguments: [
            (["--secret", "one", "--secret", "two"], "which of one, two holds a variable cannot be known"),
            (["--secret", "one:DB_HOST", "--value", "DB_HOST=db"], "the variable DB_HOST is given 2 times"),
            (["--value", "DB_HOST=db", "--value", "DB_HOST_FILE=/x"], "the variable DB_HOST is given 2 times"),
            (["--host-path", "/var/backups"], "each run might be on another node"),
            (["--backup-pvc", "a", "--backup-pvc", "b"], "only one volume can go without a path"),
            (
                ["--backup-pvc", "a:/var/backups", "--secret-folder", "s:/var/backups"],
                "two volumes of the job shop would be mounted at /var/backups"
            ),
            (["--secret-folder", "s:/etc/lifeboat"], "would hide /etc/lifeboat of the pod"),
            (["--backup-pvc", "a:/", "--pvc", "b:/srv"], "no absolute path to mount something at"),
            (["--secret-folder", "s:/etc/lifeboat/keys"], "/etc/lifeboat is read-only in the pod"),
            (["--secret-folder", "s:/var", "--backup-pvc", "b"], "nothing can be mounted at /var/backups"),
            (["--pvc", "a:/srv/files", "--secret-folder", "s:/opt"], "would hide /opt/lifeboat of the pod"),
            (["--node-selector", "a=1", "--node-selector", "a=2"], "--node-selector: a cannot be 1 and 2"),
            (["--same-node-as", "a=1", "--same-node-as", "a=2"], "--same-node-as: a cannot be 1 and 2"),
            (["--limit", "cpu=1", "--limit", "cpu=2"], "--limit: cpu cannot be 1 and 2"),
            (["--request", "memory=1Gi", "--limit", "memory=1000M"], "memory=1Gi is more than its limit 1000M"),
        ])
    func contradictions(_ words: [String], _ what: String) async throws {
        let lines = try await refused(Self.configuration, words)
        #expect(lines.contains { $0.contains(what) }, "\(lines)")
    }

    @Test("What a run writes besides the backups lies on a volume too")
    func written() async throws {
        let text = Self.configuration.replacing("main:\n", with: "main:\n  metrics: {textfile: /textfile}\n")
        let words = ["shop", "--secret", "app", "--value", "SMTP_MAILHUB_ADDR=mail", "--backup-pvc", "backups"]
        let lines = try await refused(text, words)
        #expect(lines.count == 2, "\(lines)")
        #expect(
            lines.contains {
                $0.contains(
                    "main.metrics.textfile: /textfile cannot be written in the pod; --host-path /textfile:/textfile")
            }, "\(lines)")
        // A claim that is read-only in the pod does not help.
        let claims = ["--pvc", "logs:/var/log", "--pvc", "textfile:/textfile"]
        #expect(try await refused(text, words + claims) == lines)
    }

    @Test("Two local storages do not become one folder")
    func sameVolume() async throws {
        let text = Self.configuration.replacing(
            "      - {storage: local, backup_dir: /var/backups}\n",
            with:
                "      - {storage: local, backup_dir: /var/backups}\n      - {storage: local, backup_dir: /mnt/second}\n"
        )
        let lines = try await refused(text, ["shop", "--backup-pvc", "backups"])
        #expect(
            lines.contains { $0.contains("two local storages of the job shop would be the same folder") }, "\(lines)")
    }

    @Test(
        "A wrong option is a usage error before anything is read",
        arguments: [
            ["--schedule", "@daily"], ["--schedule", "0 3 31 2 *"], ["--secret", "App"],
            ["--value", "DB_PASSWORD=hunter2"],
            ["--pvc", "x"], ["--nfs", "nas"],
            ["--run-as", "www-data"], ["--toleration", "a:b"], ["--limit", "memory=512MB"], ["--namespace", "Shop"],
            ["--name", "-x"], ["--pull-policy", "always"], ["--deadline", "soon"], ["--deadline", "0s"],
            ["--tmp-size", "big"],
            ["--node", "a b"], ["--node", String(repeating: "a.", count: 32) + "a"], ["--service-account", "A"],
            ["--pull-secret", "A"], ["--image", "A"],
        ])
    func usage(_ words: [String]) async throws {
        let lines = try await refused(Self.configuration, words)
        #expect(lines.first?.hasPrefix("error: ") == true, "\(lines)")
        #expect(lines.count { $0.hasPrefix("error: ") } == 1, "\(lines)")
    }

    @Test("A configuration that is wrong is exit 78")
    func configuration() async throws {
        let lines = try await refused(
            Self.configuration.replacing("target: [shop]", with: "targt: [shop]"), [], status: 78)
        #expect(lines.contains { $0.contains("did you mean `target`?") }, "\(lines)")
    }
}
