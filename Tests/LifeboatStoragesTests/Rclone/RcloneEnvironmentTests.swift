import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Synchronization
import Testing

@testable import LifeboatStorages

@Suite("rclone's environment", .enabled(if: RclonePlace.isRcloneHere, "rclone is not installed"))
struct RcloneEnvironmentTests {
    private static let key = ObjectKey(names: "job", "target", "object")

    /// What belongs to others, and what would change every command.
    private static let kept = ["HOME": "/home/x", "PATH": ToolStandIn.realPath, "https_proxy": "http://p"]
    private static let foreign = [
        "DB_PASSWORD": "unseen", "PGPASSWORD": "unseen", "RCLONE_DRY_RUN": "true", "RCLONE_MAX_SIZE": "1",
        "RCLONE_EXCLUDE": "*",
    ]
    private static let own = [
        "RCLONE_CONFIG_PLACE_TYPE": "local", "RCLONE_S3_ACCESS_KEY_ID": "id", "RCLONE_LOCAL_NO_CHECK_UPDATED": "true",
        "AWS_PROFILE": "backups", "XDG_CONFIG_HOME": "/none", "RCLONE_CA_CERT": "",
    ]

    /// The names of the variables that a running rclone has got, seen while it stores an object.
    private func variables(_ remote: RcloneRemote, _ environment: [String: String]) async throws -> [String] {
        let storage = SFTPStorage.forTests(remote, environment: environment)
        let seen = Mutex<[String]>([])
        let asked = Atomic(0)
        _ = try await storage.put(
            ByteStream {
                guard asked.add(1, ordering: .relaxed).oldValue == 0 else { return nil }
                for process in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
                    let arguments = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
                    let text = String(decoding: arguments, as: UTF8.self)
                    guard text.hasPrefix("/usr/bin/rclone\0"), text.contains("\0\(remote.argument)\0") else { continue }
                    let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ") ?? Data()
                    let names = String(decoding: environment, as: UTF8.self).split(separator: "\0").map {
                        String($0.prefix { $0 != "=" })
                    }
                    seen.withLock { $0 += names }
                }
                return Block([1, 2])
            }, at: Self.key, PutOptions())
        return seen.withLock { $0.sorted() }
    }

    @Test("A remote of the user's own gets what configures it, and nothing that changes commands or belongs to others")
    func usersOwn() async throws {
        try await withScratchFolder { scratch in
            let remote = RcloneStorageConfiguration(remote: "place", path: scratch("data")).rcloneRemote
            let environment = Self.kept.merging(Self.foreign) { $1 }.merging(Self.own) { $1 }
            let names = Set(Self.kept.keys).union(Self.own.keys).union(["LC_ALL"])
            let seen = try await variables(remote, environment)
            #expect(seen == names.sorted())
            #expect(FileManager.default.contents(atPath: scratch("data/job/target/object")) == Data([1, 2]))
        }
    }

    @Test("A configuration file that RCLONE_CONFIG names is the one that holds")
    func configurationFile() async throws {
        try await withScratchFolder { scratch in
            let file = try scratch.write("mine.conf", "[place]\ntype = local\n")
            let remote = RcloneStorageConfiguration(remote: "place", path: scratch("data")).rcloneRemote
            let storage = SFTPStorage.forTests(remote, environment: ["RCLONE_CONFIG": file])
            _ = try await storage.put(ByteStream([1, 2]), at: Self.key, PutOptions())
            #expect(FileManager.default.contents(atPath: scratch("data/job/target/object")) == Data([1, 2]))
        }
    }

    @Test("A server that the job describes needs nothing of rclone's", .enabled(if: RclonePlace.here.contains(.ftp)))
    func describedServer() async throws {
        let server = try RclonePlace.ftp.service
        let remote = FTPStorageConfiguration(
            host: "127.0.0.1", port: server.port, user: server["user"], password: Secret(server["password"]),
            folder: UUID().uuidString
        ).rcloneRemote
        let options = ["TYPE", "HOST", "PORT", "USER", "PASS", "EXPLICIT_TLS", "DISABLE_MLSD", "DISABLE_TLS13"]
        let names = Set(Self.kept.keys).union(options.map { "RCLONE_CONFIG_LIFEBOAT_\($0)" }).union(["LC_ALL"])
        let environment = Self.kept.merging(Self.foreign) { $1 }.merging(Self.own) { $1 }
        let seen = try await variables(remote, environment)
        #expect(seen == names.sorted())
    }

    @Test("What a variable of rclone's may keep secret is in no error; what is none can be read")
    func redaction() async throws {
        try await withScratchFolder { scratch in
            let secrets = [
                "PASSWORD2", "SAS_URL", "ACCESS_GRANT", "KEY", "KEY_PEM", "BEARER_TOKEN", "SERVICE_ACCOUNT_CREDENTIALS",
                "HEADERS", "CONNECTION_STRING",
            ]
            var environment = Dictionary(
                uniqueKeysWithValues: secrets.map { ("RCLONE_CONFIG_PLACE_\($0)", "unseen of \($0)") })
            environment["AWS_SECRET_ACCESS_KEY"] = "unseen of Amazon"
            environment["RCLONE_CONFIG_PLACE_TYPE"] = "azureblob"
            environment["RCLONE_CONFIG_PLACE_KEY_FILE"] = "/etc/key.pem"
            let said = environment.keys.sorted().map { "$\($0)" }.joined(separator: "; ")
            chmod(try scratch.write("rclone", "#!/bin/sh\necho \"cannot: \(said)\" >&2\nexit 1\n"), 0o755)
            let storage = SFTPStorage.forTests(
                RcloneStorageConfiguration(remote: "place", path: "b").rcloneRemote, environment: environment,
                toolbox: Toolbox(path: "\(scratch.path):\(ToolStandIn.realPath)"))
            let error = await expectLifeboatError(.failed) { _ = try await storage.stat(Self.key) }
            let text = error.map { "\($0)" } ?? ""
            #expect(text.contains("azureblob") && text.contains("/etc/key.pem") && !text.contains("unseen"), "\(text)")
        }
    }
}
