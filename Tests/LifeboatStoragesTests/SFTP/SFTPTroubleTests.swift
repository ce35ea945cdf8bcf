import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Synchronization
import Testing

@testable import LifeboatStorages

@Suite("SFTP storage in trouble", .enabled(if: SFTPServer.isHere, "openssh-server is not installed"))
struct SFTPTroubleTests {
    private static let key = ObjectKey(names: "job", "target", "object")
    private static let mebibyte = Block((0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) })

    @Test("A connection that breaks while an object is written leaves nothing, and the next put has a new one")
    func killedWhileWriting() async throws {
        // A server of its own: its connections are killed.
        let server = try #require(try TestService.start("sshd"))
        try await withScratchFolder { folder in
            let storage = SFTPStorage.forTests(server.sftp(folder("backups")))
            let kept = ObjectKey(names: "job", "kept")
            _ = try await storage.put(ByteStream([1]), at: kept, PutOptions())
            let body = ByteStream(blocks: Array(repeating: Self.mebibyte, count: 20))
            let error = await expectLifeboatError(.temporary) {
                _ = try await storage.put(
                    ByteStream {
                        let block = try await body.next()
                        if try folder.everything(in: "backups").contains(where: { $0.contains(".lifeboat-") }) {
                            try server.killChildren()
                        }
                        return block
                    }, at: Self.key, PutOptions())
            }
            #expect(error?.what.contains("broke") == true, "\(error as Any)")
            #expect(try folder.everything(in: "backups") == ["job", "job/kept"])
            try server.killChildren()
            #expect(try await storage.listAll().map(\.key) == [kept])
            _ = try await storage.put(ByteStream(blocks: [Self.mebibyte]), at: Self.key, PutOptions())
            #expect(try await storage.readAll(Self.key) == Self.mebibyte.bytes)
        }
    }

    @Test("A server that is gone fails a put; nothing is visible, and what is left is cleaned up later")
    func serverGone() async throws {
        let server = try #require(try TestService.start("sshd"))
        try await withScratchFolder { folder in
            let storage = SFTPStorage.forTests(server.sftp(folder("backups")))
            let body = ByteStream(blocks: Array(repeating: Self.mebibyte, count: 10))
            let alive = Atomic(true)
            await expectLifeboatError(.temporary) {
                _ = try await storage.put(
                    ByteStream {
                        let block = try await body.next()
                        if alive.exchange(false, ordering: .relaxed) {
                            try server.killChildren()
                            try server.signal(SIGKILL)
                        }
                        return block
                    }, at: Self.key, PutOptions())
            }
            let again = try SFTPServer.openSSH.storage(folder("backups"))
            #expect(try await again.listAll().isEmpty)
            #expect(try await again.removeAbandoned(below: .root, olderThan: .distantFuture) == 1)
            #expect(try folder.everything(in: "backups") == [])
        }
    }

    @Test(
        "A commit whose request or answer is lost happens once all the same",
        arguments: ["lose-request", "lose-answer"], ["hardlink@openssh.com", "13"])
    func lostCommit(fault: String, request: String) async throws {
        try await withScratchFolder { folder in
            let ssh = try SSHStandIn(fault: "\(fault):\(request)", in: folder)
            let stored = try await ssh.storage().put(ByteStream(blocks: [Self.mebibyte]), at: Self.key, PutOptions())
            #expect(stored.size == 1 << 20)
            #expect(ssh.starts >= 1 && FileManager.default.fileExists(atPath: folder("done")), "the fault did not come")
            #expect(try await ssh.storage().readAll(Self.key) == Self.mebibyte.bytes)
            let found = try folder.everything(in: "backups").filter { !$0.contains(".lifeboat-") }
            #expect(found == ["job", "job/target", "job/target/object"])
            #expect(try await ssh.storage().listAll().map(\.key) == [Self.key])
        }
    }

    @Test("A replacement whose answer is lost happens all the same", arguments: ["lose-request", "lose-answer"])
    func lostReplacement(fault: String) async throws {
        try await withScratchFolder { folder in
            let ssh = try SSHStandIn(fault: "\(fault):posix-rename@openssh.com", in: folder)
            let storage = ssh.storage()
            _ = try await storage.put(ByteStream([1, 2, 3]), at: Self.key, PutOptions())
            _ = try await storage.put(
                ByteStream(blocks: [Self.mebibyte]), at: Self.key, PutOptions(onExisting: .replace))
            #expect(try await storage.readAll(Self.key) == Self.mebibyte.bytes)
            #expect(ssh.starts == 2)
            #expect(try folder.everything(in: "backups") == ["job", "job/target", "job/target/object"])
        }
    }

    @Test("What only asks is asked again on a new connection", arguments: ["7", "11", "12", "13"])
    func askedAgain(request: String) async throws {
        try await withScratchFolder { folder in
            let bare = try SFTPServer.openSSH.storage(folder("backups"))
            for name in ["a", "b"] {
                _ = try await bare.put(ByteStream([1]), at: ObjectKey(names: "job", name), PutOptions())
            }
            let ssh = try SSHStandIn(fault: "lose-answer:\(request)", in: folder)
            let storage = ssh.storage()
            #expect(try await storage.stat(ObjectKey(names: "job", "a"))?.size == 1)
            #expect(try await storage.listAll().count == 2)
            try await storage.delete(ObjectKey(names: "job", "a"))
            #expect(try await storage.listAll().map(\.key) == [ObjectKey(names: "job", "b")])
            #expect(ssh.starts == 2)
        }
    }

    @Test("A server that gives less than it was asked for is asked for the rest")
    func shortReads() async throws {
        try await withScratchFolder { folder in
            let storage = try SSHStandIn(fault: "short-reads", in: folder).storage()
            let bytes = Array(Self.mebibyte.bytes[..<100_123])
            _ = try await storage.put(ByteStream(bytes), at: Self.key, PutOptions())
            #expect(try await storage.readAll(Self.key) == bytes)
            #expect(
                try await storage.read(Self.key, range: 3..<50_001) { try await $0.collect(limit: 50_000) }
                    == Array(bytes[3..<50_001]))
        }
    }

    @Test("An object that becomes shorter while it is read is damaged, not short")
    func shortened() async throws {
        try await withScratchFolder { folder in
            let storage = try SFTPServer.openSSH.storage(folder("backups"))
            _ = try await storage.put(
                ByteStream(blocks: Array(repeating: Self.mebibyte, count: 8)), at: Self.key, PutOptions())
            await expectLifeboatError(.corrupted) {
                try await storage.read(Self.key, range: nil) { stream in
                    _ = try await stream.next()
                    #expect(truncate(folder("backups/job/target/object"), 5 << 20) == 0)
                    while try await stream.next() != nil {}
                }
            }
        }
    }

    @Test("A full disk is said, leaves nothing, and does not harm what is there", .enabled(if: Privilege.mounting))
    func fullDisk() async throws {
        try await withTemporaryFileSystem(size: "1m") { folder in
            let storage = try SFTPServer.openSSH.storage(folder)
            let old = ObjectKey(names: "job", "old", "object")
            _ = try await storage.put(ByteStream([UInt8](repeating: 9, count: 100_000)), at: old, PutOptions())
            for onExisting in [PutOptions.OnExisting.fail, .replace] {
                let error = await expectLifeboatError(.noSpace) {
                    _ = try await storage.put(
                        ByteStream(blocks: [Self.mebibyte, Self.mebibyte]), at: Self.key,
                        PutOptions(onExisting: onExisting))
                }
                #expect(error?.hint == "free some space, enlarge it, or keep fewer copies")
            }
            #expect(
                try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() == [
                    "job", "job/old", "job/old/object",
                ])
            #expect(try await storage.readAll(old) == [UInt8](repeating: 9, count: 100_000))
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
        }
    }

    @Test("A folder that the login may not read or write is an error, never an empty listing")
    func foreignFolder() async throws {
        try #require(geteuid() == 0, "another user's folder takes root")
        try await withScratchFolder { folder in
            let ssh = try SSHStandIn("exec setpriv --reuid=65534 --regid=65534 --clear-groups $SERVER", in: folder)
            let storage = ssh.storage()
            chmod(folder.path, 0o711)
            let whole = try SFTPServer.openSSH.storage(folder("backups"))
            _ = try await whole.put(ByteStream([1]), at: Self.key, PutOptions())
            for work in [
                { _ = try await storage.listAll() }, { _ = try await storage.stat(Self.key) },
                { _ = try await storage.readAll(Self.key) }, { try await storage.delete(Self.key) },
                { _ = try await storage.put(ByteStream([1]), at: ObjectKey(names: "new"), PutOptions()) },
                { _ = try await storage.put(ByteStream([1]), at: ObjectKey(names: "new", "x"), PutOptions()) },
            ] as [() async throws -> Void] {
                let error = await expectLifeboatError(.accessDenied, nil) { try await work() }
                #expect(error?.hint?.contains("the login's user") == true)
            }
            #expect(try await whole.listAll().map(\.key) == [Self.key])
        }
    }

    @Test("A file in a folder's place, and a folder in an object's, are refused")
    func wrongKinds() async throws {
        try await withScratchFolder { folder in
            let storage = try SFTPServer.openSSH.storage(folder("backups"))
            try folder.write("backups/file", "x")
            try folder.write("backups/folder/x", "x")
            await expectLifeboatError(.refused) {
                _ = try await storage.put(ByteStream([1]), at: ObjectKey(names: "file", "object"), PutOptions())
            }
            for onExisting in [PutOptions.OnExisting.fail, .replace] {
                await expectLifeboatError(.refused) {
                    _ = try await storage.put(
                        ByteStream([1]), at: ObjectKey(names: "folder"), PutOptions(onExisting: onExisting))
                }
            }
            #expect(try folder.everything(in: "backups") == ["file", "folder", "folder/x"])
        }
    }

    @Test("What a crashed run left is removed once it is old, and nothing else")
    func abandoned() async throws {
        try await withScratchFolder { folder in
            let storage = try SFTPServer.openSSH.storage(folder.path)
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            let old = [
                "job/target/.lifeboat-0123456789abcdef.tmp", "job/dead/id/.lifeboat-fedcba9876543210.tmp",
                "job/.other.tmp", "job/target/x.tmp", "slow/.lifeboat-0123456789abcdef.tmp",
            ]
            for name in old + ["job/young/.lifeboat-00000000000000ff.tmp"] { try folder.write(name, "half") }
            for name in ["job/empty-old", "job/empty-young"] {
                try FileManager.default.createDirectory(atPath: folder(name), withIntermediateDirectories: true)
            }
            let then = timeval(tv_sec: 1_000_000_000, tv_usec: 0)
            for name in old + ["job/empty-old", "job/target/object"] {
                #expect(utimes(folder(name), [then, then]) == 0)
            }
            let cutoff = Date(timeIntervalSince1970: 1_100_000_000)
            #expect(try await storage.removeAbandoned(below: ObjectKey(names: "none"), olderThan: cutoff) == 0)
            #expect(try await storage.removeAbandoned(below: ObjectKey(names: "job"), olderThan: cutoff) == 2)
            #expect(
                try folder.everything(in: "") == [
                    "job", "job/.other.tmp", "job/empty-young", "job/target", "job/target/object", "job/target/x.tmp",
                    "job/young", "job/young/.lifeboat-00000000000000ff.tmp", "slow",
                    "slow/.lifeboat-0123456789abcdef.tmp",
                ])
        }
    }

    @Test("Files are 0600, folders 0700, and a folder may lie in the login's own")
    func modes() async throws {
        try await withScratchFolder { folder in
            _ = try await SFTPServer.openSSH.storage(folder("made/backups")).put(
                ByteStream([1]), at: Self.key, PutOptions())
            #expect(mode(folder("made/backups/job/target/object")) == 0o600)
            for name in ["made", "made/backups", "made/backups/job", "made/backups/job/target"] {
                #expect(mode(folder(name)) == 0o700, "\(name)")
            }
            let ssh = try SSHStandIn("cd '\(folder("made"))' && exec $SERVER", in: folder)
            let storage = ssh.storage(folder: "relative/backups")
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            #expect(mode(folder("made/relative/backups/job/target/object")) == 0o600)
        }
    }
}
