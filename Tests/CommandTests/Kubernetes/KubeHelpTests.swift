import LifeboatTesting
import Testing

@Suite("The help of lifeboat kube")
struct KubeHelpTests {
    @Test(
        "says how each command ends, and shows one that works",
        arguments: [[], ["manifest"], ["restore-job"], ["bring"]])
    func help(_ words: [String]) async throws {
        try await CommandFixture.with { fixture in
            let help = try await fixture.start(["kube"] + words + ["--help"]).wait()
            #expect(help.status == 0, "\(help)")
            #expect(help.text.contains("Exit status: 0 "), "\(help)")
            #expect(help.text.contains("Example: lifeboat kube "), "\(help)")
            #expect(help.lines.allSatisfy { $0.count <= 80 || $0.contains("USAGE") }, "\(help)")
        }
    }

    @Test("brings nothing when it is not the slim image")
    func bring() async throws {
        try await CommandFixture.with { fixture in
            let result = try await fixture.run("kube", "bring", fixture.scratch.path)
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains("docker build --target slim"), "\(result)")
            #expect(!fixture.exists("lifeboat"))
        }
    }

    @Test(
        "A database that only a server can take does not go to a folder",
        arguments: [["--scratch", "1Gi"], ["--to-pvc", "claim"]])
    func folder(_ place: [String]) async throws {
        try await CommandFixture.with { fixture in
            let wanted = ManifestCase(name: "restore-server")
            let result = try await fixture.start(
                [
                    "kube", "restore-job", "Shop DB", "-c", "\(wanted.folder)/lifeboat.yaml.j2", "--image", "lifeboat",
                    "--secret", "shop",
                ] + place, environment: [:]
            ).wait()
            #expect(result.status == 64, "\(result)")
            #expect(result.errors.contains("backups of type postgresql do not go to a folder"), "\(result)")
            #expect(result.output.isEmpty)
        }
    }

    @Test(
        "A restore that no pod could begin is a usage error",
        arguments: [
            [], ["--to", "/folder"], ["--scratch", "big"], ["--scratch", "1Gi", "--in-place"], ["--to-pvc", "A"],
            ["--scratch", "1Gi", "--backup", "yesterday"], ["--as", "x", "--force"],
            ["--scratch", "1Gi", "--storage", "s4"],
            ["--to", "postgresql://admin@db/shop"],
        ])
    func restore(_ words: [String]) async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles()
            let result = try await fixture.start(
                ["kube", "restore-job", "site", "--image", "lifeboat", "--pvc", "a:/tmp", "--backup-pvc", "b"] + words
            ).wait()
            #expect(result.status == 64, "\(result)")
            #expect(result.output.isEmpty && result.errors.hasPrefix("error: "), "\(result)")
        }
    }
}
