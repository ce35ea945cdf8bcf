import Foundation
import LifeboatTesting
import Testing

@Suite("Manifests for Kubernetes")
struct ManifestTests {
    private func make(_ wanted: ManifestCase, _ fixture: CommandFixture) async throws -> CommandResult {
        // Another time zone, another user's variables: none of it may show.
        try await fixture.start(
            ["kube"] + wanted.words,
            environment: ["DB_HOST": "elsewhere", "DB_PASSWORD": "hunter2", "TZ": "Asia/Tokyo"]
        ).wait()
    }

    @Test("are the same to the byte, each time and everywhere", arguments: ManifestCase.all)
    func golden(_ wanted: ManifestCase) async throws {
        try await CommandFixture.with { fixture in
            let result = try await make(wanted, fixture)
            #expect(result.status == 0, "\(result)")
            #expect(result.text == (try String(contentsOfFile: wanted.golden, encoding: .utf8)))
            #expect(!result.text.contains("hunter2") && !result.text.contains("elsewhere"))
        }
    }

    @Test(
        "pass the oldest and the newest schema", .enabled(if: KubernetesSchemas.isThere), arguments: ManifestCase.all,
        KubernetesSchemas.versions)
    func schema(_ wanted: ManifestCase, _ version: String) throws {
        #expect(try KubernetesSchemas.complaints(about: wanted.golden, version) == "")
    }

    /// So that silence of the judge means something.
    @Test("that are wrong do not pass", .enabled(if: KubernetesSchemas.isThere), arguments: KubernetesSchemas.versions)
    func wrong(_ version: String) async throws {
        try await withScratchFolder { folder in
            let right = try String(contentsOfFile: ManifestCase.all[0].golden, encoding: .utf8)
            for (part, other) in [
                ("concurrencyPolicy:", "concurencyPolicy:"), ("backoffLimit: 1", "backoffLimit: one"),
            ] {
                #expect(right.contains(part))
                let path = try folder.write("wrong.yaml", right.replacing(part, with: other))
                #expect(try KubernetesSchemas.complaints(about: path, version) != "")
            }
        }
    }

    @Test("have the names, words and references that a cluster takes", arguments: ManifestCase.all)
    func values(_ wanted: ManifestCase) throws {
        #expect(try Self.wrongValues(in: String(contentsOfFile: wanted.golden, encoding: .utf8)) == "")
    }

    @Test(
        "are found out when such a one is wrong",
        arguments: [
            ("concurrencyPolicy: Forbid", "concurrencyPolicy: forbid"),
            ("name: lifeboat-mysql\n", "name: Lifeboat_mysql\n"),
            ("schedule: \"20 4 * * *\"", "schedule: \"20 24 * * *\""),
            ("mountPath: /var/www/files", "mountPath: /etc/lifeboat"),
            ("containerName: lifeboat", "containerName: backup"), ("key: lifeboat.yaml", "key: other.yaml"),
            ("name: SMTP_USE_TLS", "name: SMTP_AUTH_USER"), ("- 4\n            - 5", "- 5\n            - 4"),
            ("            - 75\n", "            - 75\n            - 256\n"), ("- nxs-node5", "- -node5"),
            ("mountPath: /var/www/files", "mountPath: /etc/lifeboat/files"), ("memory: \"512Mi\"", "memory: \"512MB\""),
        ])
    func wrongValues(_ part: String, _ other: String) throws {
        let right = try String(contentsOfFile: ManifestCase.all[0].golden, encoding: .utf8)
        #expect(right.contains(part))
        #expect(try Self.wrongValues(in: right.replacing(part, with: other)) != "")
    }

    private static func wrongValues(in manifests: String) throws -> String {
        try OracleTool("python3").run(
            ["\(ManifestCase.root)/Tests/Fixtures/kubernetes/values.py"], input: Array(manifests.utf8)
        ).checked().text
    }

    /// `$(NAME)` would become the variable's value, and `$$` one dollar.
    @Test("Dollars arrive in the pod as they are")
    func dollars() async throws {
        try await CommandFixture.with { fixture in
            let file = try fixture.scratch.write(
                "lifeboat.yaml",
                """
                jobs:
                  - job: $(PATH)
                    type: redis
                    sources: [{connect: {db_host: redis}}]
                    storages: [{storage: local, backup_dir: /backups}]

                """)
            let result = try await fixture.run(
                "kube", "manifest", "-c", file, "--image", "lifeboat", "--backup-pvc", "b", "--value",
                "PRICE=5$ or $(HOME)$$")
            #expect(result.status == 0, "\(result)")
            #expect(result.text.contains("- \"$$(PATH)\"\n"), "\(result)")
            #expect(result.text.contains("value: \"5$$ or $$(HOME)$$$$\"\n"), "\(result)")
        }
    }

    @Test("What was not given yields to what was, and a claim of the application keeps its group")
    func given() async throws {
        try await CommandFixture.with { fixture in
            let file = try fixture.scratch.write(
                "lifeboat.yaml.j2",
                """
                jobs:
                  - job: site
                    type: desc_files
                    sources: [{target: [/srv/files]}]
                    storages:
                      - {storage: local, backup_dir: /var/backups}
                      - storage: s3
                        bucket_name: b
                        access_key_id: {{ key_id }}
                        secret_access_key: "{{ key | default('') }}"
                        region: x

                """)
            let words = [
                "kube", "manifest", "-c", file, "--image", "lifeboat", "--pvc", "one:/srv/files", "--limit", "cpu=50m",
                "--request", "memory=1Gi", "--secret", "s3", "--secret-folder", "keys:/etc/keys",
            ]
            let shared = try await fixture.start(words + ["--backup-pvc", "one"]).wait()
            #expect(shared.status == 0, "\(shared)")
            #expect(!shared.text.contains("fsGroup") && shared.text.contains("defaultMode: 292\n"), "\(shared)")
            #expect(
                shared.lines.count { $0.hasSuffix("cpu: \"50m\"") } == 2
                    && shared.lines.count { $0.hasSuffix("memory: \"1Gi\"") } == 2, "\(shared)")
            let own = try await fixture.start(words + ["--backup-pvc", "two"]).wait()
            #expect(own.text.contains("fsGroup: 65532") && own.text.contains("defaultMode: 288\n"), "\(own)")
        }
    }

    /// It changes nothing that the CronJobs run with tonight, and leaves nothing when its Job is gone.
    @Test("A restore is a Job, and nothing else of its own", arguments: ["files", "server", "claim"])
    func restore(_ name: String) throws {
        let golden = try String(contentsOfFile: ManifestCase(name: "restore-\(name)").golden, encoding: .utf8)
        let kinds = golden.split(separator: "\n").filter { $0.hasPrefix("kind: ") }
        #expect(kinds == ["kind: ServiceAccount", "kind: Job"])
    }

    @Test("A restore to another place is another Job, and none needs a mail server")
    func places() async throws {
        try await CommandFixture.with { fixture in
            let file = try fixture.scratch.write(
                "lifeboat.yaml",
                """
                main: {admin_mail: ops@example.org}
                jobs:
                  - job: site
                    type: desc_files
                    sources: [{target: [/srv/files]}]
                    storages: [{storage: local, backup_dir: /backups}]

                """)
            var names: [String] = []
            for place in [["--to-pvc", "a"], ["--to-pvc", "b"], ["--scratch", "1Gi"]] {
                let words = ["restore-job", "site", "-c", file, "--image", "lifeboat", "--backup-pvc", "b"]
                let result = try await fixture.start(["kube"] + words + place, environment: [:]).wait()
                #expect(result.status == 0 && !result.text.contains("SMTP_"), "\(result)")
                names += result.lines.filter { $0.hasPrefix("  name: lifeboat-restore-") }
            }
            #expect(names.count == 3 && Set(names).count == 3, "\(names)")
        }
    }

    @Test("What is read back in the pod is the job", arguments: ["article", "everything", "node", "restore-files"])
    func readBack(_ name: String) async throws {
        try await CommandFixture.with { fixture in
            let result = try await make(ManifestCase(name: name), fixture)
            // The files of each ConfigMap, laid out as its CronJob mounts them.
            let layOut = """
                import pathlib, sys, yaml
                documents = list(yaml.safe_load_all(sys.stdin))
                maps = {d["metadata"]["name"]: d["data"] for d in documents if d["kind"] == "ConfigMap"}
                for job in (d for d in documents if d["kind"] in ("CronJob", "Job")):
                    spec = job["spec"] if job["kind"] == "Job" else job["spec"]["jobTemplate"]["spec"]
                    template = spec["template"]
                    place = pathlib.Path(sys.argv[1]) / template["spec"]["containers"][0]["args"][1].split("/")[0]
                    for source in template["spec"]["volumes"][0]["projected"]["sources"]:
                        for item in source.get("configMap", source.get("downwardAPI"))["items"]:
                            file = place / item["path"]
                            file.parent.mkdir(parents=True, exist_ok=True)
                            if "configMap" in source:
                                text = maps[source["configMap"]["name"]][item["key"]]
                            else:
                                text = template["metadata"]["annotations"][item["fieldRef"]["fieldPath"].split("'")[1]]
                            file.write_text(text)
                    print(job["metadata"]["name"], place.name)
                """
            let laid = try OracleTool("python3").run(
                ["-c", layOut, fixture.scratch("pods")], input: [UInt8](result.output)
            ).checked()
            let jobs = laid.text.split(separator: "\n").map { $0.split(separator: " ")[1] }
            #expect(jobs.count >= (name.hasPrefix("restore") ? 1 : 2))
            for job in jobs {
                let folder = fixture.scratch("pods/\(job)")
                let main = try #require(
                    ["lifeboat.yaml.j2", "lifeboat.yaml"].map { "\(folder)/\($0)" }.first(where: fixture.exists))
                let check = try await fixture.run(
                    "config", "-c", main,
                    environment: [
                        "DB_HOST": "h", "DB_PORT": "3306", "DB_USER": "u", "DB_PASSWORD": "p: #{{",
                        "WEBHOOK_URL": "https://hooks.example.org/x", "PING_URL": "https://pings.example.org/x",
                    ])
                #expect(check.status == 0, "\(check)")
                #expect(check.text.hasSuffix("is right; jobs: \(job)\n"), "\(check)")
            }
        }
    }
}
