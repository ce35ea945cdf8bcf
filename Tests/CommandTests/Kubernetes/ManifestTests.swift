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
            ("name: SMTP_USE_TLS", "name: SMTP_AUTH_USER"),
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

    /// What a restore brings must not change with what the CronJobs run tonight.
    @Test("A restore has no ConfigMap of the CronJobs'")
    func restoreNames() throws {
        func maps(_ name: String) throws -> Set<String> {
            let documents = try String(contentsOfFile: ManifestCase(name: name).golden, encoding: .utf8)
                .components(separatedBy: "---\n")
            return Set(
                documents.filter { $0.contains("kind: ConfigMap\n") }.flatMap { $0.components(separatedBy: "\n") }
                    .filter { $0.hasPrefix("  name: ") })
        }
        let restored = try maps("restore-files")
        #expect(restored.count == 2 && restored.allSatisfy { $0.contains("-restore-") }, "\(restored)")
    }

    @Test("What is read back in the pod is the job", arguments: ["article", "everything"])
    func readBack(_ name: String) async throws {
        try await CommandFixture.with { fixture in
            let result = try await make(ManifestCase(name: name), fixture)
            // The files of each ConfigMap, laid out as its CronJob mounts them.
            let layOut = """
                import pathlib, sys, yaml
                documents = list(yaml.safe_load_all(sys.stdin))
                maps = {d["metadata"]["name"]: d["data"] for d in documents if d["kind"] == "ConfigMap"}
                for job in (d for d in documents if d["kind"] == "CronJob"):
                    pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
                    place = pathlib.Path(sys.argv[1]) / pod["containers"][0]["args"][1]
                    for volume in pod["volumes"]:
                        for source in volume.get("projected", {}).get("sources", []):
                            for item in source["configMap"]["items"]:
                                file = place / item["path"]
                                file.parent.mkdir(parents=True, exist_ok=True)
                                file.write_text(maps[source["configMap"]["name"]][item["key"]])
                    print(job["metadata"]["name"], place.name)
                """
            let laid = try OracleTool("python3").run(
                ["-c", layOut, fixture.scratch("pods")], input: [UInt8](result.output)
            ).checked()
            let jobs = laid.text.split(separator: "\n").map { $0.split(separator: " ")[1] }
            #expect(jobs.count >= 2)
            for job in jobs {
                let folder = fixture.scratch("pods/\(job)")
                let main = try #require(
                    ["lifeboat.yaml.j2", "lifeboat.yaml"].map { "\(folder)/\($0)" }.first(where: fixture.exists))
                let check = try await fixture.run(
                    "config", "-c", main,
                    environment: ["DB_HOST": "h", "DB_PORT": "3306", "DB_USER": "u", "DB_PASSWORD": "p: #{{"])
                #expect(check.status == 0, "\(check)")
                #expect(check.text.hasSuffix("is right; jobs: \(job)\n"), "\(check)")
            }
        }
    }
}
