import Foundation
import LifeboatCore
import LifeboatStorages
import LifeboatTesting
import Testing

@Suite("Local storage")
struct LocalStorageTests {
    private static let key = ObjectKey(names: "job", "target", "object.zst")

    @Test("An object is a plain file that belongs to its owner alone")
    func modes() async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(folder: folder("deep/backups"), pool: BlockPool())
            let object = try await storage.put(ByteStream(Array("contents".utf8)), at: Self.key, PutOptions())
            #expect(mode(folder("deep/backups/job/target/object.zst")) == 0o600)
            for path in ["deep", "deep/backups", "deep/backups/job", "deep/backups/job/target"] {
                #expect(mode(folder(path)) == 0o700, "\(path)")
            }
            #expect(
                FileManager.default.contents(atPath: folder("deep/backups/job/target/object.zst"))
                    == Data("contents".utf8))
            #expect(try folder.everything(in: "deep/backups/job/target") == ["object.zst"])
            #expect(try await storage.stat(Self.key) == object)
        }
    }

    @Test("While an object is written its bytes lie under a hidden temporary name only")
    func temporaryName() async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(
                folder: folder.path, pool: BlockPool(), randomness: { 0xab })
            let step = StepList([
                {
                    let names = try folder.everything(in: "")
                    #expect(names == ["job", "job/target", "job/target/.lifeboat-00000000000000ab.tmp"])
                }
            ])
            _ = try await storage.put(step.stream(then: [1, 2, 3]), at: Self.key, PutOptions())
            #expect(step.isDone)
            #expect(try folder.everything(in: "") == ["job", "job/target", "job/target/object.zst"])
        }
    }

    @Test("A failed put removes the folders that it made, and no others")
    func foldersOfAFailedPut() async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(folder: folder("backups"), pool: BlockPool())
            _ = try await storage.put(ByteStream([1]), at: ObjectKey(names: "job", "old", "object"), PutOptions())
            await expectLifeboatError(.incomplete) {
                _ = try await storage.put(
                    ByteStream { throw LifeboatError(.incomplete, "no") },
                    at: ObjectKey(names: "job", "new", "id", "object"),
                    PutOptions())
            }
            #expect(try folder.everything(in: "backups") == ["job", "job/old", "job/old/object"])
        }
    }

    @Test("The folder itself may be a symbolic link")
    func linkedRoot() async throws {
        try await withScratchFolder { folder in
            try FileManager.default.createDirectory(atPath: folder("real"), withIntermediateDirectories: false)
            try FileManager.default.createSymbolicLink(atPath: folder("link"), withDestinationPath: folder("real"))
            let storage = LocalStorage(folder: folder("link"), pool: BlockPool())
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            #expect(FileManager.default.fileExists(atPath: folder("real/job/target/object.zst")))
            #expect(try await storage.listAll().map(\.key) == [Self.key])
        }
    }

    @Test("Nothing is read, listed, written or removed through a symbolic link below the folder")
    func links() async throws {
        try await withScratchFolder { folder in
            try folder.write("outside/object", "secret")
            let storage = LocalStorage(folder: folder("backups"), pool: BlockPool())
            _ = try await storage.put(ByteStream([1]), at: ObjectKey(names: "job", "real"), PutOptions())
            let files = FileManager.default
            try files.createSymbolicLink(atPath: folder("backups/folder"), withDestinationPath: folder("outside"))
            try files.createSymbolicLink(
                atPath: folder("backups/job/file"), withDestinationPath: folder("outside/object"))
            try files.createSymbolicLink(atPath: folder("backups/job/loop"), withDestinationPath: "..")

            #expect(try await storage.listAll().map(\.key.path) == ["job/real"])
            for key in [
                ObjectKey(names: "folder", "object"), ObjectKey(names: "job", "file"),
                ObjectKey(names: "job", "loop", "job", "real"),
            ] {
                #expect(try await storage.stat(key) == nil)
                await expectLifeboatError(.notFound) { _ = try await storage.readAll(key) }
                try await storage.delete(key)
            }
            await expectLifeboatError(.refused) {
                _ = try await storage.put(ByteStream([1]), at: ObjectKey(names: "folder", "new"), PutOptions())
            }
            await expectLifeboatError(.alreadyExists) {
                _ = try await storage.put(ByteStream([1]), at: ObjectKey(names: "job", "file"), PutOptions())
            }
            #expect(try folder.everything(in: "outside") == ["object"])
            #expect(files.contents(atPath: folder("outside/object")) == Data("secret".utf8))
            #expect(try files.destinationOfSymbolicLink(atPath: folder("backups/job/file")) == folder("outside/object"))
        }
    }

    @Test("Files that are no objects are neither listed nor touched")
    func strangers() async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(folder: folder.path, pool: BlockPool())
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            for name in ["lost+found/x", "job/.hidden", "job/with space", "job/.lifeboat-1.tmp", "job/ümlaut"] {
                try folder.write(name, "stranger")
            }
            mkfifo(folder("job/pipe"), 0o600)
            let before = try folder.everything(in: "")
            #expect(try await storage.listAll().map(\.key) == [Self.key])
            #expect(try await storage.stat(ObjectKey(names: "job", "pipe")) == nil)
            await expectLifeboatError(.notFound) { _ = try await storage.readAll(ObjectKey(names: "job", "pipe")) }
            try await storage.delete(ObjectKey(names: "job", "pipe"))
            #expect(try folder.everything(in: "") == before)
        }
    }

    @Test("A file cut short behind our back is noticed, not taken for the whole")
    func truncated() async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(folder: folder.path, pool: BlockPool(blockSize: 4_096))
            _ = try await storage.put(ByteStream([UInt8](repeating: 7, count: 20_000)), at: Self.key, PutOptions())
            await expectLifeboatError(.corrupted) {
                try await storage.read(Self.key, range: nil) { stream in
                    _ = try await stream.next()
                    #expect(truncate(folder("job/target/object.zst"), 10_000) == 0)
                    while try await stream.next() != nil {}
                }
            }
        }
    }

    @Test("A stream that outlives its read throws, and reads no other file's bytes")
    func escapedStream() async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(folder: folder.path, pool: BlockPool())
            _ = try await storage.put(ByteStream([1, 2, 3]), at: Self.key, PutOptions())
            let escaped = try await storage.read(Self.key, range: nil) { $0 }
            await expectLifeboatError(.failed) { _ = try await escaped.next() }
        }
    }

    @Test("An object and a folder cannot have one name, and the error says so")
    func folderInTheWay() async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(folder: folder.path, pool: BlockPool())
            _ = try await storage.put(ByteStream([1]), at: ObjectKey(names: "a", "b"), PutOptions())
            for onExisting in [PutOptions.OnExisting.fail, .replace] {
                let error = await expectLifeboatError(.refused) {
                    _ = try await storage.put(
                        ByteStream([1]), at: ObjectKey(names: "a"), PutOptions(onExisting: onExisting))
                }
                #expect(error?.what == "\(folder.path)/a is a folder")
                let below = await expectLifeboatError(.refused) {
                    _ = try await storage.put(
                        ByteStream([1]), at: ObjectKey(names: "a", "b", "c"), PutOptions(onExisting: onExisting))
                }
                #expect(below?.what == "\(folder.path)/a/b is not a folder")
            }
            #expect(try folder.everything(in: "") == ["a", "a/b"])
        }
    }

    @Test("The root is no object")
    func rootKey() async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(folder: folder.path, pool: BlockPool())
            await expectLifeboatError(.refused) { _ = try await storage.put(ByteStream([1]), at: .root, PutOptions()) }
            #expect(try await storage.stat(.root) == nil)
            try await storage.delete(.root)
            #expect(mode(folder.path) == 0o700)
        }
    }

    @Test("A missing folder lists nothing and is made by the first put")
    func missing() async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(folder: folder("not/yet/"), pool: BlockPool())
            #expect(try await storage.listAll().isEmpty)
            #expect(try await storage.stat(Self.key) == nil)
            try await storage.delete(Self.key)
            #expect(try await storage.removeAbandoned(below: .root, olderThan: .distantFuture) == 0)
            #expect(!FileManager.default.fileExists(atPath: folder("not")))
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            #expect(try await storage.listAll().map(\.key) == [Self.key])
        }
    }

    @Test("Deleting the last object removes the empty folders, but never the storage's own")
    func emptyFolders() async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(folder: folder("backups"), pool: BlockPool())
            let other = ObjectKey(names: "job", "other")
            for key in [Self.key, other] { _ = try await storage.put(ByteStream([1]), at: key, PutOptions()) }
            try await storage.delete(Self.key)
            #expect(try folder.everything(in: "backups") == ["job", "job/other"])
            try await storage.delete(other)
            #expect(try folder.everything(in: "backups") == [])
            #expect(mode(folder("backups")) == 0o700)
        }
    }

    @Test("What a crashed run left is removed once it is old, and nothing else")
    func abandoned() async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(folder: folder.path, pool: BlockPool())
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            for name in [
                "job/target/.lifeboat-0123456789abcdef.tmp", "job/dead/id/.lifeboat-fedcba9876543210.tmp",
                "job/young/.lifeboat-00000000000000ff.tmp", "job/.other.tmp", "job/target/x.tmp",
            ] { try folder.write(name, "half") }
            let old = timeval(tv_sec: 1_000_000_000, tv_usec: 0)
            for name in [
                "job/target/.lifeboat-0123456789abcdef.tmp", "job/dead/id/.lifeboat-fedcba9876543210.tmp",
                "job/.other.tmp",
                "job/target/x.tmp", "job/target/object.zst",
            ] { #expect(utimes(folder(name), [old, old]) == 0) }
            let cutoff = Date(timeIntervalSince1970: 1_100_000_000)
            try folder.write("slow/target/.lifeboat-0123456789abcdef.tmp", "another job's")
            #expect(utimes(folder("slow/target/.lifeboat-0123456789abcdef.tmp"), [old, old]) == 0)
            #expect(try await storage.removeAbandoned(below: ObjectKey(names: "none"), olderThan: cutoff) == 0)
            #expect(try await storage.removeAbandoned(below: ObjectKey(names: "job"), olderThan: cutoff) == 2)
            #expect(FileManager.default.fileExists(atPath: folder("slow/target/.lifeboat-0123456789abcdef.tmp")))
            #expect(try await storage.removeAbandoned(below: ObjectKey(names: "slow"), olderThan: cutoff) == 1)
            #expect(
                try folder.everything(in: "") == [
                    "job", "job/.other.tmp", "job/target", "job/target/object.zst", "job/target/x.tmp", "job/young",
                    "job/young/.lifeboat-00000000000000ff.tmp",
                ])
        }
    }

    @Test("An empty folder that a put left which died before its first byte goes once it is old")
    func abandonedFolders() async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(folder: folder("backups"), pool: BlockPool())
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            for name in ["job/target/old", "job/dead/old", "job/target/young"] {
                try FileManager.default.createDirectory(
                    atPath: folder("backups/\(name)"), withIntermediateDirectories: true)
            }
            let old = timeval(tv_sec: 1_000_000_000, tv_usec: 0)
            for name in ["job/target/old", "job/dead/old"] {
                #expect(utimes(folder("backups/\(name)"), [old, old]) == 0)
            }
            let cutoff = Date(timeIntervalSince1970: 1_100_000_000)
            #expect(try await storage.removeAbandoned(below: ObjectKey(names: "job"), olderThan: cutoff) == 0)
            #expect(
                try folder.everything(in: "backups") == [
                    "job", "job/target", "job/target/object.zst", "job/target/young",
                ])
        }
    }
}
