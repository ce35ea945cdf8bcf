import Foundation
import LifeboatTesting
import Testing

@Suite("A configuration with mistakes")
struct MistakesTests {
    private static let wrong = """
        main:
          server_nme: test
          timezone: Europe/Atlantis
        jobs:
          - job: site
            type: desc_file
            sources:
              - target: ["%files%"]
            storages:
              - storage: local
                backup_dir: "%store%"
                required: perhaps
                store: {days: six}

        """

    @Test(
        "Five mistakes are one answer, each with its line and column, and nothing is touched",
        arguments: [
            ["run"], ["list"], ["verify"], ["expire"], ["check"], ["config", "--show"],
            ["restore", "site", "--stdout"],
        ])
    func all(_ words: [String]) async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            let text = Self.wrong.replacing("%files%", with: fixture.scratch("files"))
                .replacing("%store%", with: fixture.scratch("store"))
            try fixture.configure(text)
            let result = try await fixture.start(words).wait()
            #expect(result.status == 78)
            #expect(result.output.isEmpty)
            let found = result.errorLines.map { line in
                line.replacing("error: \(fixture.configuration):", with: "").prefix { $0 != " " }
            }
            #expect(found == ["2:3:", "3:13:", "6:11:", "12:19:", "13:23:"], "\(result)")
            #expect(result.errors.contains("did you mean `server_name`?"), "\(result)")
            #expect(result.errors.contains("desc_files"))
            #expect(!fixture.exists("store"))
        }
    }

    /// Whether this machine has a configuration of its own.
    private static let isConfigured = ["/etc/lifeboat/lifeboat.yaml", "/etc/nxs-backup/nxs-backup.conf"].contains {
        FileManager.default.fileExists(atPath: $0)
    }

    @Test("Without a configuration it says where it looked", .enabled(if: !isConfigured))
    func none() async throws {
        try await CommandFixture.with { fixture in
            let result = try await fixture.run("list", environment: ["LIFEBOAT_CONFIG": ""])
            #expect(result.status == 78)
            #expect(
                result.errors.contains("/etc/lifeboat/lifeboat.yaml and /etc/nxs-backup/nxs-backup.conf"), "\(result)")
        }
    }

    @Test("A configuration that is not there is named")
    func missing() async throws {
        try await CommandFixture.with { fixture in
            let result = try await fixture.run("run", "-c", "/nowhere/lifeboat.yaml")
            #expect(result.status == 78)
            #expect(result.errors.contains("/nowhere/lifeboat.yaml: No such file or directory"), "\(result)")
        }
    }
}
