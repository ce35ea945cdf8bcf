import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Synchronization
import Testing

@testable import LifeboatStorages

@Suite("rclone in trouble", .serialized, .enabled(if: RclonePlace.isRcloneHere, "rclone is not installed"))
struct RcloneTroubleTests {
    private static let key = ObjectKey(names: "job", "target", "object")
    private static let piece = Block([UInt8](repeating: 7, count: 1 << 20))
    static let servers = RclonePlace.here.filter { $0 != .folderByRecent }
    static let remotes = servers.filter { $0 != .folder }

    /// Pieces with something done before each, and an end.
    private func body(_ count: Int, before step: @escaping @Sendable (Int) throws -> Void) -> ByteStream {
        let given = Atomic(0)
        return ByteStream {
            let number = given.add(1, ordering: .relaxed).oldValue
            try step(number)
            return number < count ? Self.piece : nil
        }
    }

    /// The programs named rclone that this process has started for a remote, with all their arguments.
    private static func running(_ mark: String) -> [(pid: pid_t, arguments: String)] {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { name in
            guard let pid = pid_t(name), let data = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else {
                return nil
            }
            let arguments = String(decoding: data, as: UTF8.self)
            return arguments.contains(mark) && arguments.hasPrefix("/usr/bin/rclone") ? (pid, arguments) : nil
        } ?? []
    }

    /// What names a storage's own remote among the arguments of a process.
    private static func mark(_ storage: SFTPStorage) throws -> String {
        try #require(storage.route as? RcloneRoute).remote.folder
    }

    @Test("A body that throws leaves nothing", arguments: servers)
    func throwingBody(place: RclonePlace) async throws {
        try await place.with { storage, kept in
            await expectLifeboatError(.incomplete) {
                _ = try await storage.put(
                    body(5) { if $0 == 4 { throw LifeboatError(.incomplete, "the dump failed") } }, at: Self.key,
                    PutOptions())
            }
            let left = RclonePlace.files(in: kept)
            #expect(!left.contains { $0.contains("object") || $0.contains("lifeboat-") }, "\(left)")
        }
    }

    @Test("A killed rclone is an error, nothing stays, and the next call starts it again", arguments: servers)
    func killed(place: RclonePlace) async throws {
        try await place.with { storage, kept in
            let mark = try Self.mark(storage)
            let error = await expectLifeboatError(.temporary) {
                _ = try await storage.put(
                    body(30) { if $0 == 3 { for one in Self.running(mark) { kill(one.pid, SIGKILL) } } },
                    at: Self.key, PutOptions())
            }
            #expect(error?.hint?.contains("out of memory?") == true, "\(String(describing: error))")
            let left = RclonePlace.files(in: kept)
            #expect(!left.contains { $0.contains("object") }, "\(left)")
            #expect(try await storage.listAll() == [])
        }
    }

    @Test("One rclone does everything", arguments: servers)
    func started(place: RclonePlace) async throws {
        try await place.with { storage, _ in
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            let mark = try Self.mark(storage)
            let first = Self.running(mark).map(\.pid)
            for number in 0..<3 {
                _ = try await storage.put(ByteStream([1]), at: ObjectKey(names: "job", "\(number)"), PutOptions())
            }
            #expect(try await storage.listAll().count == 4)
            try await storage.delete(Self.key)
            #expect(first.count == 1)
            #expect(Self.running(mark).map(\.pid) == first)
        }
    }

    @Test("While it runs no secret is in any process's arguments", arguments: remotes)
    func arguments(place: RclonePlace) async throws {
        try await place.with { storage, _ in
            let mark = try Self.mark(storage)
            let password = try place.service["password"]
            _ = try await storage.put(
                body(3) { number in
                    guard number == 2 else { return }
                    let running = Self.running(mark)
                    try #require(running.contains { $0.arguments.contains("serve") }, "\(running)")
                    #expect(!running.contains { $0.arguments.contains(password) }, "\(running)")
                    #expect(!running.contains { $0.arguments.contains("127.0.0.1") }, "\(running)")
                }, at: Self.key, PutOptions())
        }
    }

    @Test("A wrong password is said without it", arguments: remotes)
    func wrongPassword(place: RclonePlace) async throws {
        try await place.with(password: "mistaken") { storage, _ in
            let error = await expectLifeboatError(.accessDenied) {
                _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            }
            #expect(error?.hint == "check `user` and `password`")
            #expect(error.map { "\($0)" }?.contains("mistaken") == false)
            await expectLifeboatError(.accessDenied) { _ = try await storage.listAll() }
        }
    }

    @Test("A server that is not there is a passing trouble, with where it was looked for", arguments: remotes)
    func serverDown(place: RclonePlace) async throws {
        try await place.with(port: 1) { storage, _ in
            let error = await expectLifeboatError(.temporary) {
                _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            }
            #expect(error?.hint == "is the server running, and `host` and `port` right?")
            #expect(error?.what.contains("127.0.0.1:1/") == true)
            await expectLifeboatError(.temporary) { _ = try await storage.stat(Self.key) }
            await expectLifeboatError(.temporary) { _ = try await storage.readAll(Self.key) }
            await expectLifeboatError(.temporary) { _ = try await storage.listAll() }
            await expectLifeboatError(.temporary) { try await storage.delete(Self.key) }
        }
    }

    @Test(
        "A server that dies in the middle of an upload: an error, and no object", .enabled(if: servers.contains(.ftp)))
    func serverDies() async throws {
        let server = try #require(try TestService.start("ftp"))
        try await RclonePlace.ftp.with(port: server.port) { storage, _ in
            await #expect(throws: LifeboatError.self) {
                _ = try await storage.put(
                    body(60) { if $0 == 5 { try server.signal(SIGKILL) } }, at: Self.key, PutOptions())
            }
        }
    }

    @Test("A full server is said and keeps nothing of it", .enabled(if: servers.contains(.ftp)))
    func full() async throws {
        let server = try #require(try TestService.start("ftp", "quota=1000"))
        try await RclonePlace.ftp.with(port: server.port) { storage, _ in
            _ = try await storage.put(
                ByteStream([UInt8](repeating: 1, count: 2_000)), at: ObjectKey(names: "old"), PutOptions())
            let error = await expectLifeboatError(.noSpace) {
                _ = try await storage.put(body(2) { _ in }, at: Self.key, PutOptions())
            }
            #expect(error?.hint == "free some space there, enlarge it, or keep fewer copies")
            #expect(try await storage.listAll().map(\.key.path) == ["old"])
        }
    }

    @Test("Who may only read is told so", .enabled(if: servers.contains(.ftp)))
    func readOnly() async throws {
        try await RclonePlace.ftp.with(user: "reader") { storage, _ in
            await expectLifeboatError(.accessDenied) {
                _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            }
        }
    }

    @Test("A certificate that nobody vouches for is refused", .enabled(if: servers.contains(.ftps)))
    func certificate() async throws {
        let server = try RclonePlace.ftps.service
        let target = FTPStorageConfiguration(
            host: "127.0.0.1", port: server.port, user: server["user"], password: Secret(server["password"]), tls: true
        ).rcloneRemote
        let storage = SFTPStorage.forTests(target)
        let error = await expectLifeboatError(.refused) { _ = try await storage.stat(Self.key) }
        #expect(error?.hint?.contains("`ca_cert`") == true)
    }

    @Test("Without the program its package is named")
    func missingProgram() async throws {
        try await withScratchFolder { scratch in
            let storage = SFTPStorage.forTests(
                RcloneStorageConfiguration(remote: "a", path: "b").rcloneRemote, toolbox: Toolbox(path: scratch.path))
            let error = await expectLifeboatError(.missingTool) { _ = try await storage.listAll() }
            #expect(error?.hint == "install it: apt-get install rclone")
        }
    }

    @Test("A server that gives no answer is not waited for for ever")
    func silent() async throws {
        try await withScratchFolder { scratch in
            chmod(try scratch.write("rclone", "#!/bin/sh\ntouch '\(scratch("started"))'\nexec sleep 1000\n"), 0o755)
            let clock = HeldClock()
            let storage = SFTPStorage(
                RcloneStorageConfiguration(remote: "a", path: "b").rcloneRemote, environment: [:],
                toolbox: Toolbox(path: "\(scratch.path):\(ToolStandIn.realPath)"),
                waiting: Waiting(sleep: { try await clock.sleep(for: $0) }))
            let error = await clock.passing(
                .seconds(300), when: { FileManager.default.fileExists(atPath: scratch("started")) }
            ) {
                await expectLifeboatError(.temporary) {
                    // Only once: a new try would have to wait, too.
                    _ = try await storage.line.connection()
                }
            }
            #expect(error?.summary == "a:b: no answer for 5m", "\(String(describing: error))")
        }
    }

    @Test("A remote that rclone does not know is a mistake in the configuration")
    func unknownRemote() async throws {
        try await withScratchFolder { scratch in
            let file = try scratch.write("rclone.conf", "[place]\ntype = local\n")
            let target = RcloneStorageConfiguration(remote: "plaice", path: "b", configurationFile: file).rcloneRemote
            let storage = SFTPStorage.forTests(target)
            let error = await expectLifeboatError(.configuration) { _ = try await storage.stat(Self.key) }
            #expect(error?.hint?.contains("`rclone_config`") == true)
        }
    }

    @Test("A remote that would stage or copy through us is refused", arguments: ["PutStream", "Move"])
    func incapable(missing: String) async throws {
        try await withScratchFolder { scratch in
            let has = ["PutStream", "Move"].map { "\"\($0)\":\($0 != missing)" }.joined(separator: ",")
            chmod(try scratch.write("rclone", "#!/bin/sh\necho '{\"Features\":{\(has),\"Copy\":false}}'\n"), 0o755)
            let storage = SFTPStorage.forTests(
                RcloneStorageConfiguration(remote: "a", path: "b").rcloneRemote,
                toolbox: Toolbox(path: "\(scratch.path):\(ToolStandIn.realPath)"))
            await expectLifeboatError(.refused) {
                _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            }
        }
    }

    @Test("Old uploads that nobody finished are removed, and nothing else")
    func abandoned() async throws {
        try await RclonePlace.folder.with { storage, kept in
            let mark = storage.route.habits.temporaryNames.prefix
            func write(_ name: String, old: Bool) throws {
                let path = "\(kept)/\(name)"
                try FileManager.default.createDirectory(
                    atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                let date = old ? Date(timeIntervalSince1970: 1_000) : Date(timeIntervalSince1970: 3_000)
                #expect(
                    FileManager.default.createFile(
                        atPath: path, contents: Data("x".utf8), attributes: [.modificationDate: date]))
            }
            for name in [
                "job/a/\(mark)1.tmp", "job/\(mark)2.tmp", "other/\(mark)3.tmp", "job/x y/\(mark)4.tmp", "job/a/o",
            ] {
                try write(name, old: true)
            }
            try write("job/a/\(mark)5.tmp", old: false)
            let cutoff = Date(timeIntervalSince1970: 2_000)
            #expect(try await storage.removeAbandoned(below: ObjectKey(names: "job"), olderThan: cutoff) == 2)
            let left = RclonePlace.files(in: kept).filter { $0.contains(".tmp") || $0.hasSuffix("/o") }
            #expect(left == ["job/a/\(mark)5.tmp", "job/a/o", "job/x y/\(mark)4.tmp", "other/\(mark)3.tmp"])
            #expect(try await storage.removeAbandoned(below: ObjectKey(names: "none"), olderThan: cutoff) == 0)
        }
    }
}
