import Foundation
import LifeboatTesting
import Testing

/// The example that the documents send people to: the article's service, the old way and the new way.
@Suite("The Redmine example")
struct KubernetesExampleTests {
    private static let folder = ManifestCase.root + "/examples/kubernetes/redmine"

    @Test("Its command makes its manifests")
    func command() async throws {
        try await CommandFixture.with { fixture in
            let copy = fixture.scratch("new-way")
            try FileManager.default.copyItem(atPath: "\(Self.folder)/new-way", toPath: copy)
            try FileManager.default.removeItem(atPath: "\(copy)/manifests.yaml")
            let programs = (BuiltBinary.path as NSString).deletingLastPathComponent
            let made = try await fixture.spawn(
                ["\(copy)/make-manifests"], environment: ["PATH": "\(programs):/usr/bin:/bin"], input: nil
            ).wait()
            #expect(made.status == 0, "\(made)")
            #expect(
                try String(contentsOfFile: "\(copy)/manifests.yaml", encoding: .utf8)
                    == String(contentsOfFile: "\(Self.folder)/new-way/manifests.yaml", encoding: .utf8))
        }
    }

    @Test(
        "Each of its manifests passes the oldest and the newest schema", .enabled(if: KubernetesSchemas.isThere),
        arguments: KubernetesSchemas.versions)
    func schemas(_ version: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(Self.folder)/old-way").sorted()
        #expect(names.count == 7)
        for path in names.map({ "old-way/\($0)" }) + ["new-way/manifests.yaml"] {
            #expect(try KubernetesSchemas.complaints(about: "\(Self.folder)/\(path)", version) == "", "\(path)")
        }
    }

    /// Whoever changes the image alone gets what the article's image had.
    @Test("The old way is the article's, but for the image and the version of CronJobs")
    func article() throws {
        for (name, file) in [("mysql-conf", "mysql.conf.j2"), ("desc-files-conf", "desc-files.conf.j2")] {
            let manifest = try String(contentsOfFile: "\(Self.folder)/old-way/\(name).yaml", encoding: .utf8)
            let fixture = try String(
                contentsOfFile: "\(ManifestCase.root)/Tests/Fixtures/article/\(file)", encoding: .utf8)
            let lines = manifest.split(separator: "\n").drop { !$0.contains("service.conf.j2: |-") }.dropFirst()
            #expect(lines.map { String($0.dropFirst(4)) } == fixture.split(separator: "\n").map(String.init))
        }
        for name in ["mysql-cronjob", "desc-files-cronjob"] {
            let text = try String(contentsOfFile: "\(Self.folder)/old-way/\(name).yaml", encoding: .utf8)
            #expect(text.hasPrefix("apiVersion: batch/v1\n"))
            #expect(text.contains("mountPath: /usr/share/nxs-backup/service.conf.j2"))
            #expect(!text.contains("command:") && !text.contains("args:"))
        }
    }
}
