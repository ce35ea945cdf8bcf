import CShims
import Foundation
import LifeboatCore
import LifeboatStreams
import LifeboatTesting
import Synchronization
import Testing

/// Files that change under the archive. The tests act at the moments that the archive itself offers: when it asks
/// whether to exclude (after listing, before opening) and when it tells its pace (between two reads).
@Suite("What an archive could not hold")
struct ArchiveOmissionTests {
    private func reasons(_ summary: ArchiveSummary) -> [String: Omission.Reason] {
        Dictionary(uniqueKeysWithValues: summary.omissions.named.map { ($0.name, $0.reason) })
    }

    /// The archive must be whole whatever happened: GNU tar lists it.
    private func list(_ bytes: [UInt8], _ scratch: ScratchFolder) throws -> [String] {
        try scratch.write("a.tar", bytes)
        let answer = try OracleTool("tar").run(["-tf", "a.tar"], in: scratch.path).checked()
        #expect(answer.complaints.isEmpty)
        return answer.text.split(separator: "\n").map(String.init)
    }

    @Test("A file that vanishes before its turn is noted, and is no loss")
    func vanished() async throws {
        try await withScratchFolder { scratch in
            for name in ["a", "b", "c/d"] { try scratch.write("tree/\(name)", name) }
            let tree = scratch("tree")
            let options = ArchiveWriter.Options(exclude: { path, _ in
                if path.elementsEqual("b".utf8) { unlink("\(tree)/b") }
                if path.elementsEqual("c".utf8) { try? FileManager.default.removeItem(atPath: "\(tree)/c") }
                return false
            })
            let (bytes, summary) = try await Archives.write(tree, options)
            #expect(reasons(summary) == ["tree/b": .vanished, "tree/c": .vanished])
            #expect(summary.omissions.lossCount == 0)
            #expect(try list(bytes, scratch) == ["tree/", "tree/a"])
        }
    }

    @Test("A file that becomes a symlink before its turn is not followed")
    func swapped() async throws {
        try await withScratchFolder { scratch in
            let secret = try scratch.write("secret", "not part of the tree")
            for name in ["file", "folder/x"] { try scratch.write("tree/\(name)", name) }
            let tree = scratch("tree")
            let options = ArchiveWriter.Options(exclude: { path, _ in
                for name in ["file", "folder"] where path.elementsEqual(name.utf8) {
                    try? FileManager.default.removeItem(atPath: "\(tree)/\(name)")
                    symlink(name == "file" ? secret : "/etc", "\(tree)/\(name)")
                }
                return false
            })
            let (bytes, summary) = try await Archives.write(tree, options)
            #expect(summary.symlinks == 2 && summary.files == 0)
            #expect(try list(bytes, scratch) == ["tree/", "tree/file", "tree/folder"])
            #expect(bytes.firstRange(of: Array("not part of the tree".utf8)) == nil)
        }
    }

    private static let size = 4 << 20

    @Test(
        "A file that changes while it is read is named, and the archive stays whole",
        arguments: ["shrink", "grow", "touch", "rewrite"])
    func changed(how: String) async throws {
        try await withScratchFolder { scratch in
            let content = (0..<Self.size).map { UInt8(truncatingIfNeeded: $0 / 512) | 1 }
            let file = try scratch.write("tree/f", content)
            try scratch.write("tree/z", "behind it")
            let (bytes, summary) = try await Archives.write(scratch("tree")) { _ in
                switch how {
                case "shrink": truncate(file, off_t(Self.size / 2))
                case "grow": truncate(file, off_t(Self.size + 5000))
                case "touch": _ = file.withCString { utimes($0, nil) }
                default:
                    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
                    try handle.write(contentsOf: Data("other".utf8))
                    try handle.close()
                }
            }
            #expect(reasons(summary) == ["tree/f": .changed])
            #expect(summary.omissions.lossCount == 1)
            #expect(try list(bytes, scratch) == ["tree/", "tree/f", "tree/z"])
            try scratch.write("out/x", "")
            _ = try await Archives.extract(bytes, into: scratch("out"))
            let restored = try Data(contentsOf: URL(fileURLWithPath: scratch("out/tree/f")))
            #expect(restored.count == Self.size)
            #expect(restored.prefix(Self.size / 8).elementsEqual(content.prefix(Self.size / 8)))
            if how == "shrink" { #expect(restored.suffix(1000).allSatisfy { $0 == 0 }) }
        }
    }

    /// sysfs has files that open well, claim a size of 4096, and fail when they are read.
    private static let failing = "/sys/class/net/lo"

    @Test(
        "A disk that fails in the middle of a file is named, and the archive stays whole",
        .enabled(if: FileManager.default.fileExists(atPath: "/sys/class/net/lo/speed")))
    func readError() async throws {
        try await withScratchFolder { scratch in
            let options = ArchiveWriter.Options(exclude: { path, _ in
                !path.elementsEqual("speed".utf8) && !path.elementsEqual("mtu".utf8)
            })
            let (bytes, summary) = try await Archives.write(Self.failing, as: "lo", options)
            #expect(reasons(summary) == ["lo/speed": .unreadable, "lo/mtu": .changed])
            #expect(try list(bytes, scratch) == ["lo/", "lo/mtu", "lo/speed"])
        }
    }

    @Test("What may not be read is named; all else is archived", .enabled(if: geteuid() == 0))
    func unreadable() async throws {
        try await withScratchFolder { scratch in
            for name in ["open", "secret", "locked/x", "b/c"] { try scratch.write("tree/\(name)", name) }
            try OracleTool("chmod").run(["-R", "a+rX", scratch.path]).checked()
            chmod(scratch("tree/secret"), 0o600)
            chmod(scratch("tree/locked"), 0o700)
            let tree = scratch("tree")
            let (bytes, summary) = try await onStageThread("nobody") {
                // This thread alone loses root's rights on files, and ends with the test.
                _ = lifeboat_set_thread_file_user(65534)
                let output = CollectingWriter()
                let writer = try ArchiveWriter(to: output, pool: BlockPool())
                try await writer.add(Array(tree.utf8), as: Array("tree".utf8))
                let summary = try await writer.finish()
                return (output.bytes, summary)
            }
            #expect(reasons(summary) == ["tree/locked": .unreadable, "tree/secret": .unreadable])
            #expect(try list(bytes, scratch) == ["tree/", "tree/b/", "tree/b/c", "tree/locked/", "tree/open"])
        }
    }

    @Test("A socket is left out with a note; a root that is not there is an error")
    func socketsAndRoots() async throws {
        try await withScratchFolder { scratch in
            try scratch.write("tree/a", "")
            let make = "import socket,sys,os; os.chdir(sys.argv[1]); socket.socket(socket.AF_UNIX).bind('s')"
            try OracleTool("python3").run(["-c", make, scratch("tree")]).checked()
            let (bytes, summary) = try await Archives.write(scratch("tree"))
            #expect(reasons(summary) == ["tree/s": .skipped])
            #expect(try list(bytes, scratch) == ["tree/", "tree/a"])
            await #expect { _ = try await Archives.write(scratch("missing")) } throws: { error in
                (error as? LifeboatError)?.kind == .notFound
            }
        }
    }

    private static var sharedMemoryIsApart: Bool {
        var (outer, inner) = (stat(), stat())
        return stat("/dev", &outer) == 0 && stat("/dev/shm", &inner) == 0 && outer.st_dev != inner.st_dev
    }

    @Test(
        "A folder on another file system is kept as an empty folder, and named", .enabled(if: Self.sharedMemoryIsApart))
    func otherFileSystem() async throws {
        let probe = "/dev/shm/lifeboat-\(UUID().uuidString)"
        try #require(FileManager.default.createFile(atPath: probe, contents: Data("x".utf8)))
        defer { unlink(probe) }
        let name = String(probe.dropFirst("/dev/".count))
        for stays in [true, false] {
            let options = ArchiveWriter.Options(
                oneFileSystem: stays,
                exclude: { path, _ in !path.elementsEqual("shm".utf8) && !path.elementsEqual(name.utf8) })
            let (bytes, summary) = try await Archives.write("/dev", as: "dev", options)
            #expect(reasons(summary) == (stays ? ["dev/shm": .otherFileSystem] : [:]))
            try await withScratchFolder { scratch in
                let expected = ["dev/", "dev/shm/"] + (stays ? [] : ["dev/\(name)"])
                let listed = try list(bytes, scratch)
                #expect(listed == expected)
            }
        }
    }

    @Test("A writer that fails ends the archive with its error")
    func failingWriter() async throws {
        struct Full: ByteWriter {
            func write(_ block: Block) async throws { throw LifeboatError(.noSpace, "full") }
        }
        try await withScratchFolder { scratch in
            try scratch.write("tree/a", [UInt8](repeating: 1, count: 3 << 20))
            let tree = scratch("tree")
            await #expect {
                try await onStageThread("test") {
                    let writer = try ArchiveWriter(to: Full(), pool: BlockPool())
                    try await writer.add(Array(tree.utf8), as: [97])
                }
            } throws: { ($0 as? LifeboatError)?.kind == .noSpace }
        }
    }

    @Test("Names that are no text are shown, and come back")
    func displayNames() {
        #expect(DisplayName.text(of: [97, 0xff, 10, 0x5c, 0x78]) == #"a\xFF\x0A\x5Cx"#)
        #expect(DisplayName.text(of: Array("größe 🛟 a\\b".utf8)) == "größe 🛟 a\\b")
        var random = SeededGenerator(seed: 1)
        for _ in 0..<5_000 {
            let alphabet: [UInt8] = [0x5c, 0x78, 0x30, 0x46, 0xff, 0xc3, 0xa4, 10, 97, 0xf0, 0x9f, 0x9b, 0x9f]
            let bytes = (0..<Int.random(in: 0...9, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
            #expect(DisplayName.bytes(of: DisplayName.text(of: bytes)) == bytes)
        }
    }
}
