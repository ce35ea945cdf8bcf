import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatStorages

/// The kernel of the tests need not know NFS: what is mounted is made up, the folder is a real one.
@Suite("Storage in a mounted NFS export")
struct NFSStorageTests {
    private func storage(_ folder: String, mounted text: String) -> NFSStorage {
        NFSStorage(NFSStorageConfiguration(host: "nas", folder: folder), pool: BlockPool()) {
            MountTable(mountinfo: text)
        }
    }

    @Test("A folder below the mount point upholds the contract", arguments: StorageContract.allCases)
    func contract(rule: StorageContract) async throws {
        try await withScratchFolder { folder in
            let line = "35 1 0:52 / \(folder.path) rw,relatime shared:1 - nfs4 nas:/export rw,vers=4.2"
            let storage = storage(folder("backups"), mounted: line)
            try await rule.run(on: storage, below: ObjectKey(names: "contract"), manyObjects: 1_100)
        }
    }

    @Test("Where nothing, or something else, is mounted every call is refused and nothing is made")
    func refused() async throws {
        try await withScratchFolder { folder in
            let root = "1 0 8:1 / / rw - ext4 /dev/sda1 rw"
            for (table, why) in [
                (root, "it lies on /dev/sda1 (ext4), mounted at /"),
                (
                    "\(root)\n2 1 0:9 / \(folder.path) rw - tmpfs none rw",
                    "it lies on none (tmpfs), mounted at \(folder.path)"
                ),
                (
                    "\(root)\n2 1 0:9 / \(folder.path)/back rw - nfs4 nas:/x rw",
                    "it lies on /dev/sda1 (ext4), mounted at /"
                ),
                // The mount on top hides the one below.
                (
                    "\(root)\n2 1 0:9 / \(folder.path) rw - nfs nas:/x rw\n3 2 0:8 / \(folder.path) rw - tmpfs none rw",
                    "it lies on none (tmpfs), mounted at \(folder.path)"
                ),
            ] {
                let storage = storage(folder("backups/deep"), mounted: table)
                let key = ObjectKey(names: "job", "object")
                let error = await expectLifeboatError(.refused) {
                    _ = try await storage.put(ByteStream([1]), at: key, PutOptions())
                }
                #expect(error?.why == why)
                #expect(error?.hint?.contains("a volume of the type `nfs`") == true)
                await expectLifeboatError(.refused) { _ = try await storage.stat(key) }
                await expectLifeboatError(.refused) { _ = try await storage.readAll(key) }
                await expectLifeboatError(.refused) { _ = try await storage.listAll() }
                await expectLifeboatError(.refused) { try await storage.delete(key) }
                await expectLifeboatError(.refused) {
                    _ = try await storage.removeAbandoned(below: .root, olderThan: .distantFuture)
                }
            }
            let made = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(made.isEmpty)
        }
    }

    @Test("A symbolic link is followed before it is judged")
    func link() async throws {
        try await withScratchFolder { folder in
            try FileManager.default.createDirectory(atPath: folder("export"), withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: folder("link"), withDestinationPath: folder("export"))
            let line = "2 1 0:9 / \(folder("export")) rw - nfs nas:/x rw"
            let key = ObjectKey(names: "object")
            _ = try await storage(folder("link/below"), mounted: line).put(ByteStream([1]), at: key, PutOptions())
            #expect(try await storage(folder("export/below"), mounted: line).readAll(key) == [1])
        }
    }

    @Test("The kernel's own table is read, spaces in names too")
    func table() throws {
        let table = MountTable(mountinfo: "36 35 98:0 /mnt1 /mnt\\040two rw,noatime master:1 - nfs4 nas:/a\\134b rw\n")
        #expect(table.mounts == [.init(point: "/mnt two", type: "nfs4", source: "nas:/a\\b")])
        #expect(table.mount(of: "/mnt two/x")?.type == "nfs4")
        #expect(table.mount(of: "/mnt twofold") == nil)
        let current = try MountTable.current()
        #expect(current.mount(of: "/proc/self")?.type == "proc")
        #expect(current.mount(of: "/") != nil)
    }
}
