import Foundation
import LifeboatTesting
import Testing

@Suite("MongoDB, with the commands and programs that stand in for its own", .enabled(if: Needs.tool("python3")))
struct MongoDBCommandTests {
    private static let password = "s3cret"

    private func count(_ database: String, _ fixture: CommandFixture) throws -> Int? {
        struct Server: Decodable {
            enum Collection: Decodable {
                case documents([String])
                case view

                init(from decoder: any Decoder) throws {
                    self =
                        (try? decoder.singleValueContainer().decode([String].self)).map(Self.documents) ?? .view
                }
            }
            var databases: [String: [String: Collection]]
        }
        let data = try Data(contentsOf: URL(fileURLWithPath: fixture.scratch("bin/server.json")))
        let found = try JSONDecoder().decode(Server.self, from: data).databases[database]?["orders"]
        guard case .documents(let documents) = found else { return nil }
        return documents.count
    }

    @Test("is backed up, listed, verified, restored beside the original, and by hand")
    func wholeWay() async throws {
        try await CommandFixture.with { fixture in
            let path = ["PATH": try fixture.makeMongoDB(password: Self.password)]
            try fixture.configure(
                """
                jobs:
                  - job: documents
                    type: mongodb
                    sources:
                      - connect: {db_host: 127.0.0.1, db_user: backup, db_password: \(Self.password)}
                        target_dbs: all
                    storages: [{storage: local, backup_dir: "\(fixture.scratch("store"))"}]

                """)
            let checked = try await fixture.run("check", environment: path)
            #expect(checked.status == 0 && checked.text.contains("mongodump 100."), "\(checked)")
            let run = try await fixture.run("run", environment: path)
            #expect(run.status == 0, "\(run)")
            let backup = try #require(try await fixture.backups().first)
            #expect(backup.target == "shop" && backup.complete)
            #expect(backup.object?.hasSuffix("/shop.archive.zst") == true)
            #expect(try await fixture.run("verify").status == 0)

            let restored = try await fixture.run("restore", "documents/shop", "--as", "copy", environment: path)
            #expect(restored.status == 0 && restored.errors.contains("digests and counts agree"), "\(restored)")
            #expect(try count("copy", fixture) == 100)
            let again = try await fixture.run("restore", "documents/shop", "--as", "copy", environment: path)
            #expect(again.status == 1 && again.errors.contains("is there already"), "\(again)")
            let folder = try await fixture.run("restore", "documents/shop", "--to", fixture.scratch("back"))
            #expect(folder.status == 0 && folder.errors.contains("next: mongorestore"), "\(folder)")

            // By hand, as docs/restore.md says; the password as a person would give it, at the prompt, is left out.
            try fixture.scratch.write("config", "password: \"\(Self.password)\"\n")
            let byHand = try fixture.spawn(
                [
                    "bash", "-c",
                    """
                    set -o pipefail
                    zstd -dc "$1" | mongorestore --archive --nsInclude='shop.*' --nsFrom='shop.*' --nsTo='copy2.*' \
                        --port=27017 --username=backup --config="$2"
                    """, "bash", fixture.scratch("store/\(backup.object ?? "")"), fixture.scratch("config"),
                ], environment: path, input: nil)
            let result = try await byHand.wait()
            #expect(result.status == 0, "\(result)")
            #expect(try count("copy2", fixture) == 100)
        }
    }

    @Test("A database that is not there fails by name, and the others are backed up")
    func missing() async throws {
        try await CommandFixture.with { fixture in
            let path = ["PATH": try fixture.makeMongoDB(password: Self.password)]
            try fixture.configure(
                """
                jobs:
                  - job: documents
                    type: mongodb
                    sources:
                      - connect: {db_host: 127.0.0.1, db_user: backup, db_password: \(Self.password)}
                        target_dbs: [gone, shop]
                    storages: [{storage: local, backup_dir: "\(fixture.scratch("store"))"}]

                """)
            let run = try await fixture.run("run", environment: path)
            #expect(run.status == 1 && run.errors.contains("the server has no gone"), "\(run)")
            #expect(try await fixture.backups().map(\.target) == ["shop"])
        }
    }
}
