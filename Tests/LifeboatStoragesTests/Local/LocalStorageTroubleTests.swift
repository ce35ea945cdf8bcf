import Foundation
import LifeboatCore
import LifeboatStorages
import LifeboatTesting
import Testing

@Suite("Local storage in trouble")
struct LocalStorageTroubleTests {
    private static let key = ObjectKey(names: "job", "target", "object")
    private static let mebibyte = Block([UInt8](repeating: 1, count: 1 << 20))

    @Test("A full disk is said, leaves nothing, and does not harm what is there", .enabled(if: Privilege.mounting))
    func fullDisk() async throws {
        try await withTemporaryFileSystem(size: "1m") { folder in
            let storage = LocalStorage(folder: folder, pool: BlockPool())
            let old = ObjectKey(names: "job", "old", "object")
            _ = try await storage.put(ByteStream([UInt8](repeating: 9, count: 100_000)), at: old, PutOptions())
            for onExisting in [PutOptions.OnExisting.fail, .replace] {
                let error = await expectLifeboatError(.noSpace) {
                    _ = try await storage.put(
                        ByteStream(blocks: [Self.mebibyte, Self.mebibyte]), at: Self.key,
                        PutOptions(onExisting: onExisting))
                }
                #expect(error?.hint == "the volume is full; free some space, enlarge it, or keep fewer copies")
            }
            await expectLifeboatError(.noSpace) {
                _ = try await storage.put(
                    ByteStream(blocks: [Self.mebibyte]), at: old, PutOptions(onExisting: .replace))
            }
            #expect(
                try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() == [
                    "job", "job/old", "job/old/object",
                ])
            #expect(try await storage.readAll(old) == [UInt8](repeating: 9, count: 100_000))
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
        }
    }

    @Test("A read-only file system is said, with what to do", .enabled(if: Privilege.mounting))
    func readOnly() async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(folder: folder.path, pool: BlockPool())
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            try await withReadOnlyMount(of: folder.path) {
                for key in [ObjectKey(names: "job", "target", "new"), ObjectKey(names: "new", "object")] {
                    let error = await expectLifeboatError(.accessDenied) {
                        _ = try await storage.put(ByteStream([1]), at: key, PutOptions())
                    }
                    #expect(error?.hint == "the file system is mounted read-only; mount the volume writable")
                }
                await expectLifeboatError(.accessDenied) { try await storage.delete(Self.key) }
                let bytes = try await storage.readAll(Self.key)
                #expect(bytes == [1])
                #expect(try await storage.listAll().map(\.key) == [Self.key])
            }
        }
    }

    @Test("A folder that we may not read or write is an error with what to do, never an empty listing")
    func foreignFolder() async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(folder: folder("backups"), pool: BlockPool())
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            chmod(folder.path, 0o755)
            chmod(folder("backups"), geteuid() == 0 ? 0o755 : 0o555)
            chmod(folder("backups/job"), 0)
            defer { chmod(folder("backups"), 0o755) }
            try await asNobody {
                for work in [
                    { _ = try await storage.listAll() }, { _ = try await storage.stat(Self.key) },
                    { _ = try await storage.readAll(Self.key) }, { try await storage.delete(Self.key) },
                    { _ = try await storage.removeAbandoned(below: .root, olderThan: .distantFuture) },
                    { _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions()) },
                    { _ = try await storage.put(ByteStream([1]), at: ObjectKey(names: "new", "object"), PutOptions()) },
                ] as [@Sendable () async throws -> Void] {
                    let error = await expectLifeboatError(.accessDenied) { try await work() }
                    #expect(error?.hint?.contains("runAsUser or fsGroup") == true)
                }
            }
        }
    }

    @Test("A folder above that is a file is said")
    func fileInTheWay() async throws {
        try await withScratchFolder { folder in
            try folder.write("file", "x")
            for path in [folder("file"), folder("file/backups")] {
                let storage = LocalStorage(folder: path, pool: BlockPool())
                await expectLifeboatError(.notFound) {
                    _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
                }
            }
        }
    }

    @Test("A put that comes too late does not read its body")
    func existingBeforeTheFirstByte() async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(folder: folder.path, pool: BlockPool())
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            let body = StepList([{}])
            await expectLifeboatError(.alreadyExists) {
                _ = try await storage.put(body.stream(then: [2]), at: Self.key, PutOptions())
            }
            #expect(!body.isDone)
        }
    }

    @Test("A folder that vanishes while it is written into is an error, and nothing is left")
    func folderRemoved() async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(folder: folder("backups"), pool: BlockPool())
            let body = StepList([{ try FileManager.default.removeItem(atPath: folder("backups/job")) }])
            await expectLifeboatError(.notFound) {
                _ = try await storage.put(body.stream(then: [2]), at: Self.key, PutOptions())
            }
            let left = try folder.everything(in: "backups")
            #expect(left == [])
        }
    }

    @Test("Objects past the write-back windows are whole, and replacing them is", .timeLimit(.minutes(5)))
    func large() async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(folder: folder.path, pool: BlockPool())
            var random = SeededGenerator(seed: 5)
            let block = Block(random.bytes(3_000_001))
            let blocks = Array(repeating: block, count: 20)
            let object = try await storage.put(ByteStream(blocks: blocks), at: Self.key, PutOptions())
            #expect(object.size == 60_000_020)
            let same = try await storage.read(Self.key, range: 57_000_019..<60_000_020) {
                try await $0.collect(limit: 4_000_000)
            }
            #expect(same == block.bytes)
        }
    }
}
