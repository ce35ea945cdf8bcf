import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("Restoring a snapshot of etcd", .enabled(if: EtcdServer.isInstalled))
struct EtcdRestoreTests {
    private static let target = Target(name: "snapshot", fileExtension: "db", origin: "127.0.0.1:2379")
    private static let source = EtcdSource(EtcdConfiguration())

    /// A small snapshot that etcdctl has made.
    private static let snapshot = Result {
        let server = try EtcdServer.start()
        try EtcdServer.ask(server, "put", "a", "b")
        let folder = try ScratchFolder()
        defer { folder.remove() }
        try EtcdServer.ask(server, "snapshot", "save", folder("a.db"))
        return Array(try Data(contentsOf: URL(fileURLWithPath: folder("a.db"))))
    }

    private func restore(_ bytes: [UInt8], _ place: RestorePlace) async throws -> DumpResult {
        try await Self.source.restore(Self.target, from: ByteStream(bytes), into: place)
    }

    @Test("A data directory is made in a folder that is there, for whoever owns it")
    func directory() async throws {
        try await withScratchFolder { folder in
            let isRoot = geteuid() == 0
            if isRoot { #expect(chown(folder.path, 65_534, 65_534) == 0) }
            let result = try await restore(Self.snapshot.get(), .folder(folder.path, replace: false))
            #expect(result.evidence.counts["revision"] == 2)
            let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            #expect(paths.contains("member/snap/db") && paths.allSatisfy { $0.hasPrefix("member") }, "\(paths)")
            for path in paths {
                let owner = try FileManager.default.attributesOfItem(atPath: folder(path))[.ownerAccountID] as? Int
                #expect(owner == (isRoot ? 65_534 : Int(geteuid())), "\(path)")
            }
        }
    }

    @Test("A snapshot of a cluster of two becomes a cluster of one, with all that was counted")
    func members() async throws {
        try await withScratchFolder { folder in
            let script = """
                import socket
                sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
                print(*[socket.getsockname()[1] for socket in sockets])
                """
            let peers = try OracleTool("python3").run(["-c", script]).checked().text
                .split(whereSeparator: \.isWhitespace).map { "http://127.0.0.1:\($0)" }
            func member(_ name: String, _ peer: String, _ cluster: String, _ state: String) throws -> TestService {
                try EtcdServer.start([
                    "--name", name, "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                    "--initial-cluster", cluster, "--initial-cluster-state", state,
                ])
            }
            let first = try member("m1", peers[0], "m1=\(peers[0])", "new")
            try EtcdServer.ask(first, "put", "a", "b")
            try EtcdServer.ask(first, "member", "add", "m2", "--peer-urls=\(peers[1])")
            let second = try member("m2", peers[1], "m1=\(peers[0]),m2=\(peers[1])", "existing")
            let source = EtcdSource(
                EtcdConfiguration(endpoints: [second["endpoint"], first["endpoint"]]), patience: .seconds(60))
            let dumped = CollectedDump()
            let result = try await source.withSession { session in
                try await session.dump(
                    Self.target, DumpContext(pool: BlockPool(), temporaryFolder: folder.path), into: dumped)
            }
            let restored = try await source.restore(
                Self.target, from: dumped.stream, into: .folder(folder("data"), replace: false))
            #expect(restored.evidence == result.evidence)
            let copy = try EtcdServer.start(["--data-dir", folder("data")])
            #expect(try EtcdServer.ask(copy, "get", "a", "--print-value-only") == "b\n")
            #expect(try EtcdServer.ask(copy, "member", "list").split(separator: "\n").count == 1)
        }
    }

    @Test("The directory of another etcd is never replaced", arguments: [false, true])
    func occupied(replace: Bool) async throws {
        try await withScratchFolder { folder in
            try folder.write("member/snap/db", "the only good copy")
            await expectLifeboatError(.refused) {
                _ = try await restore(Self.snapshot.get(), .folder(folder.path, replace: replace))
            }
            #expect(try String(contentsOfFile: folder("member/snap/db"), encoding: .utf8) == "the only good copy")
        }
    }

    @Test("What is not whole leaves nothing")
    func damaged() async throws {
        try await withScratchFolder { folder in
            let whole = try Self.snapshot.get()
            var flipped = whole
            flipped[10_000] ^= 1
            for bytes in [Array(whole.dropLast()), Array(whole.dropLast(32)), flipped, []] {
                await #expect(throws: LifeboatError.self) {
                    try await restore(bytes, .folder(folder("data"), replace: false))
                }
                #expect(!FileManager.default.fileExists(atPath: folder("data")))
            }
        }
    }

    @Test("A running etcd is left alone, and why is said")
    func elsewhere() async throws {
        let bytes = try Self.snapshot.get()
        let address = try ServerAddress(url: "etcd://localhost")
        for place in [RestorePlace.inPlace, .renamed("x"), .server(address, replace: true)] {
            let error = await expectLifeboatError(.refused) { _ = try await restore(bytes, place) }
            #expect(error?.hint?.contains("--to DIR") == true)
        }
    }

    @Test("Any split of a snapshot is the same, any cut is not")
    func splits() throws {
        let bytes = try Self.snapshot.get()
        func inspect(_ bytes: some Collection<UInt8>, size: Int) throws {
            var inspector = EtcdSnapshotInspector()
            var rest = Array(bytes)[...]
            while !rest.isEmpty {
                try rest.prefix(size).withUnsafeBytes { try inspector.inspect($0) }
                rest = rest.dropFirst(size)
            }
            _ = try inspector.finish()
        }
        for size in [1, 7, 31, 32, 33, 4_096, bytes.count] { try inspect(bytes, size: size) }
        for cut in [1, 31, 32, 33, 512, bytes.count - 1, bytes.count] {
            #expect(throws: LifeboatError.self) { try inspect(bytes.dropLast(cut), size: 1_000) }
        }
    }
}
