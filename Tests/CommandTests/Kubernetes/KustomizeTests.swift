import Foundation
import LifeboatTesting
import Testing

@Suite("A base of kustomize")
struct KustomizeTests {
    private func make(_ fixture: CommandFixture, _ folder: String) async throws -> CommandResult {
        let words = try ManifestCase(name: "article").words
        return try await fixture.start(["kube"] + words + ["--kustomize", folder], environment: [:]).wait()
    }

    @Test("holds the same manifests, one in each file, and an overlay")
    func files() async throws {
        try await CommandFixture.with { fixture in
            let folder = fixture.scratch("deploy")
            let result = try await make(fixture, folder)
            #expect(result.status == 0, "\(result)")
            #expect(result.output.isEmpty)
            #expect(
                fixture.paths(below: "deploy").filter { $0.hasSuffix(".yaml") } == [
                    "base/configmap-lifeboat-desc-files.yaml", "base/configmap-lifeboat-mysql.yaml",
                    "base/configmap-lifeboat.yaml", "base/cronjob-lifeboat-desc-files.yaml",
                    "base/cronjob-lifeboat-mysql.yaml", "base/kustomization.yaml", "base/serviceaccount-lifeboat.yaml",
                    "overlays/example/kustomization.yaml",
                ])
            let list = try String(contentsOfFile: "\(folder)/base/kustomization.yaml", encoding: .utf8)
            let names = list.split(separator: "\n").filter { $0.hasPrefix("- ") }.map { $0.dropFirst(2) }
            let documents = try names.map { name in
                let text = try String(contentsOfFile: "\(folder)/base/\(name)", encoding: .utf8)
                return text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().joined(separator: "\n")
            }
            let golden = try String(contentsOfFile: ManifestCase(name: "article").golden, encoding: .utf8)
            #expect(documents.joined(separator: "---\n") == golden)
        }
    }

    @Test("is made again, while the overlay stays as somebody has it")
    func again() async throws {
        try await CommandFixture.with { fixture in
            let folder = fixture.scratch("deploy")
            _ = try await make(fixture, folder)
            let base = try String(contentsOfFile: "\(folder)/base/kustomization.yaml", encoding: .utf8)
            try fixture.scratch.write("deploy/base/kustomization.yaml", base + "# changed\n")
            try fixture.scratch.write("deploy/overlays/example/kustomization.yaml", "mine\n")
            let result = try await make(fixture, folder)
            #expect(result.status == 0, "\(result)")
            #expect(try String(contentsOfFile: "\(folder)/base/kustomization.yaml", encoding: .utf8) == base)
            #expect(
                try String(contentsOfFile: "\(folder)/overlays/example/kustomization.yaml", encoding: .utf8) == "mine\n"
            )
        }
    }

    @Test("never goes over a file that somebody else made, and then writes nothing")
    func foreign() async throws {
        try await CommandFixture.with { fixture in
            try fixture.scratch.write("deploy/base/cronjob-lifeboat-mysql.yaml", "mine\n")
            let result = try await make(fixture, fixture.scratch("deploy"))
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains("was not made by this command"))
            #expect(fixture.paths(below: "deploy") == ["base", "base/cronjob-lifeboat-mysql.yaml"])
        }
    }

    @Test("is one to kubectl", .enabled(if: Needs.optional("kubectl")))
    func kubectl() async throws {
        try await CommandFixture.with { fixture in
            _ = try await make(fixture, fixture.scratch("deploy"))
            let built = try await fixture.tool("kubectl", "kustomize", fixture.scratch("deploy/overlays/example"))
            #expect(built.status == 0, "\(built)")
            #expect(built.lines.count { $0 == "kind: CronJob" } == 2)
            #expect(built.lines.count { $0 == "  namespace: example" } == 6)
            #expect(built.text.contains("schedule: 30 4 * * *"))
        }
    }
}
