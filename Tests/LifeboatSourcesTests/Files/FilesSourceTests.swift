import CShims
import Foundation
import LifeboatCore
import LifeboatSources
import LifeboatStreams
import LifeboatTesting
import Synchronization
import Testing

@Suite("The files source")
struct FilesSourceTests {
    private final class CollectingWriter: ByteWriter {
        private let blocks = Mutex<[UInt8]>([])
        func write(_ block: Block) async throws { blocks.withLock { $0 += block.bytes } }
        var bytes: [UInt8] { blocks.withLock { $0 } }
    }

    private func targets(_ configuration: FilesConfiguration) async throws -> [Target] {
        try await FilesSource(configuration).withSession { try await $0.targets() }
    }

    private func dump(_ configuration: FilesConfiguration) async throws -> [(
        target: Target, bytes: [UInt8], result: DumpResult
    )] {
        try await onStageThread("dump") {
            try await FilesSource(configuration).withSession { session in
                var dumps: [(Target, [UInt8], DumpResult)] = []
                for target in try await session.targets() {
                    let output = CollectingWriter()
                    let result = try await session.dump(target, DumpContext(pool: BlockPool()), into: output)
                    dumps.append((target, output.bytes, result))
                }
                return dumps
            }
        }
    }

    private func list(_ bytes: [UInt8], _ scratch: ScratchFolder) throws -> [String] {
        try scratch.write("list.tar", bytes)
        return try OracleTool("tar").run(["-tf", "list.tar"], in: scratch.path).checked().text
            .split(separator: "\n").map(String.init)
    }

    @Test("Each match is a target, named by its last component; a target may be a file or a symlink")
    func names() async throws {
        try await withScratchFolder { scratch in
            for name in ["www/files/a", "www/.hidden/b", "www/.hidden2", "single.txt", "v1/c"] {
                try scratch.write(name, name)
            }
            symlink("v1", scratch("current"))
            symlink("nowhere", scratch("www/broken"))
            let found = try await targets(
                FilesConfiguration(targets: [
                    scratch("www/*"), scratch("single.txt"), scratch("current/"), scratch("www//files/"),
                ]))
            #expect(found.map(\.name) == ["files", "single.txt", "current"])
            #expect(found.map(\.origin) == ["www/files", "single.txt", "current"].map { scratch($0) })
            #expect(found.allSatisfy { $0.fileExtension == "tar" })
            let dumps = try await dump(FilesConfiguration(targets: [scratch("current"), scratch("single.txt")]))
            #expect(try list(dumps[0].bytes, scratch) == ["current/", "current/c"])
            #expect(dumps[0].result.facts["symlink_followed_to"] == scratch("v1"))
            #expect(try list(dumps[1].bytes, scratch) == ["single.txt"])
            #expect(dumps[1].result.evidence.counts == ["files": 1, "folders": 0, "symlinks": 0, "bytes": 10])
        }
    }

    @Test("The root of the file system has a name")
    func root() async throws {
        let found = try await targets(FilesConfiguration(targets: ["/"]))
        #expect(found.map(\.name) == ["root"])
        #expect(found.map(\.origin) == ["/"])
    }

    @Test("What would be silence is an error")
    func refused() async throws {
        try await withScratchFolder { scratch in
            for name in ["a/x/1", "b/x/2", "c"] { try scratch.write(name, name) }
            symlink("nowhere", scratch("broken"))
            let cases: [([String], [String], LifeboatError.Kind)] = [
                ([scratch("missing")], [], .notFound), ([scratch("mis*")], [], .notFound),
                ([scratch("broken")], [], .notFound),
                (["relative"], [], .configuration), (["a/*"], [], .configuration),
                ([scratch("*/x")], [], .configuration), (["/dev/null"], [], .configuration),
                ([scratch("a")], [scratch("a")], .notFound), ([scratch("a/x")], [scratch("a")], .notFound),
                ([scratch("a"), scratch("c/*")], [], .notFound),
            ]
            for (patterns, excludes, kind) in cases {
                await #expect("\(patterns) \(excludes)") {
                    _ = try await dump(FilesConfiguration(targets: patterns, excludes: excludes))
                } throws: { ($0 as? LifeboatError)?.kind == kind && ($0 as? LifeboatError)?.what.isEmpty == false }
                // A check says it without a dump.
                await #expect("\(patterns) \(excludes)") {
                    _ = try await FilesSource(FilesConfiguration(targets: patterns, excludes: excludes)).probe()
                } throws: { ($0 as? LifeboatError)?.kind == kind }
            }
            await #expect { _ = try await dump(FilesConfiguration(targets: [scratch("*/x")])) } throws: {
                ($0 as? LifeboatError)?.hint?.contains("`name`") == true
            }
        }
    }

    @Test(
        "Excludes",
        arguments: [
            (["*.log"], ["t/", "t/a/", "t/a/tmp/", "t/a/tmp/y", "t/tmp/", "t/tmp/x"]),
            (["tmp"], ["t/", "t/a/", "t/a/b.log", "t/a.log"]),
            (["./tmp"], ["t/", "t/a/", "t/a/b.log", "t/a/tmp/", "t/a/tmp/y", "t/a.log"]),
            (["a/tmp/"], ["t/", "t/a/", "t/a/b.log", "t/a.log", "t/tmp/", "t/tmp/x"]),
            (["*.log/", "a/**/y"], ["t/", "t/a/", "t/a/b.log", "t/a/tmp/", "t/a.log", "t/tmp/", "t/tmp/x"]),
            (["a/**", "**/x"], ["t/", "t/a/", "t/a.log", "t/tmp/"]),
            (["ROOT/t/a"], ["t/", "t/a.log", "t/tmp/", "t/tmp/x"]),
            (
                ["ROOT/*/a/*.log", "/nowhere/**"],
                ["t/", "t/a/", "t/a/tmp/", "t/a/tmp/y", "t/a.log", "t/tmp/", "t/tmp/x"]
            ),
            (["?", "[z-y]"], ["t/", "t/a.log", "t/tmp/"]),
        ])
    func excludes(patterns: [String], expected: [String]) async throws {
        try await withScratchFolder { scratch in
            for name in ["t/a.log", "t/a/b.log", "t/a/tmp/y", "t/tmp/x"] { try scratch.write(name, name) }
            let excludes = patterns.map { $0.replacingOccurrences(of: "ROOT", with: scratch.path) }
            let dumps = try await dump(FilesConfiguration(targets: [scratch("t")], excludes: excludes))
            #expect(try list(dumps[0].bytes, scratch) == expected)
        }
    }

    @Test("Restored to a folder, and in place, with the evidence of the dump")
    func restore() async throws {
        try await withScratchFolder { scratch in
            for name in ["data/files/a", "data/files/ünï/b"] { try scratch.write(name, name) }
            let configuration = FilesConfiguration(targets: [scratch("data/files")])
            let source = FilesSource(configuration)
            let dumped = try await dump(configuration)[0]
            let target = dumped.target

            let place = RestorePlace.folder(scratch("new/deep"), replace: false)
            let restored = try await source.restore(target, from: ByteStream(dumped.bytes), into: place)
            #expect(restored.evidence == dumped.result.evidence)
            try OracleTool("diff").run(["-r", scratch("data/files"), scratch("new/deep/files")]).checked()
            // The place is private; others may get through what had to be made above it.
            #expect(try OracleTool("stat").run(["-c", "%a", scratch("new"), scratch("new/deep")]).text == "755\n700\n")
            await #expect {
                _ = try await source.restore(target, from: ByteStream(dumped.bytes), into: place)
            } throws: {
                ($0 as? LifeboatError)?.kind == .alreadyExists
            }

            try scratch.write("data/files/a", "spoilt")
            try scratch.write("data/files/extra", "left alone")
            _ = try await source.restore(target, from: ByteStream(dumped.bytes), into: .inPlace)
            #expect(try String(contentsOfFile: scratch("data/files/a"), encoding: .utf8) == "data/files/a")
            #expect(try String(contentsOfFile: scratch("data/files/extra"), encoding: .utf8) == "left alone")
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch("data")) == ["files"])

            try FileManager.default.removeItem(atPath: scratch("data"))
            _ = try await source.restore(target, from: ByteStream(dumped.bytes), into: .inPlace)
            #expect(try String(contentsOfFile: scratch("data/files/a"), encoding: .utf8) == "data/files/a")

            await #expect {
                _ = try await source.restore(target, from: ByteStream(dumped.bytes), into: .renamed("x"))
            } throws: {
                ($0 as? LifeboatError)?.kind == .usage
            }
        }
    }

    @Test("In place, nothing is written where the configuration does not point, whatever a receipt says")
    func forgedOrigin() async throws {
        try await withScratchFolder { scratch in
            for name in ["www/one/a", "www/.hidden/a", "etc/one/a"] { try scratch.write(name, "mine") }
            let configuration = FilesConfiguration(targets: [scratch("www/*"), scratch("www/../plain")])
            let source = FilesSource(configuration)
            let dumped = try await dump(FilesConfiguration(targets: [scratch("www/one")]))[0]
            try scratch.write("www/one/a", "spoilt")
            for origin in [
                "etc/one", "www/../etc/one", "www/one/../../etc/one", "www", "www/one/a", "www/.hidden", "plain",
                "www/../plain", "www/..", #"www/one\x00"#,
            ] {
                let name = origin.split(separator: "/").last.map(String.init) ?? ""
                for name in [name, "one"] {
                    let forged = Target(name: name, fileExtension: "tar", origin: scratch(origin))
                    await #expect("\(origin)") {
                        _ = try await source.restore(forged, from: ByteStream(dumped.bytes), into: .inPlace)
                    } throws: { ($0 as? LifeboatError)?.kind == .refused }
                }
            }
            // The folder is right, what the archive puts beside it is not.
            try OracleTool("tar").run(["-cf", "forged.tar", "-C", "etc", "one"], in: scratch.path).checked()
            let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: scratch("forged.tar"))))
            for (name, origin) in [("two", "www/two"), ("one", "www/two"), ("two", "www/one")] {
                let forged = Target(name: name, fileExtension: "tar", origin: scratch(origin))
                await #expect("\(name)") {
                    _ = try await source.restore(forged, from: ByteStream(bytes), into: .inPlace)
                } throws: { ($0 as? LifeboatError)?.kind == .refused }
            }
            #expect(try String(contentsOfFile: scratch("www/one/a"), encoding: .utf8) == "spoilt")
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch("www")).sorted() == [".hidden", "one"])

            try FileManager.default.removeItem(atPath: scratch("www/one"))
            _ = try await source.restore(dumped.target, from: ByteStream(dumped.bytes), into: .inPlace)
            #expect(try String(contentsOfFile: scratch("www/one/a"), encoding: .utf8) == "mine")
        }
    }

    @Test("In place, a symlink to the folder stays what it is")
    func restoreThroughOwnSymlink() async throws {
        try await withScratchFolder { scratch in
            try scratch.write("volume/a", "right")
            symlink("volume", scratch("files"))
            let configuration = FilesConfiguration(targets: [scratch("files")])
            let dumped = try await dump(configuration)[0]
            try scratch.write("volume/a", "spoilt")
            _ = try await FilesSource(configuration).restore(
                dumped.target, from: ByteStream(dumped.bytes), into: .inPlace)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch("files")) == "volume")
            #expect(try String(contentsOfFile: scratch("volume/a"), encoding: .utf8) == "right")
        }
    }

    @Test("A target whose name is no text is backed up under a name that says so, and restored as it was")
    func rawName() async throws {
        try await withScratchFolder { scratch in
            let make =
                #"import os,sys; p=os.fsencode(sys.argv[1])+b'/d\xff'; os.makedirs(p); open(p+b'/f','w').write('x')"#
            try OracleTool("python3").run(["-c", make, scratch("data")]).checked()
            let configuration = FilesConfiguration(targets: [scratch("data/*")])
            let dumped = try await dump(configuration)[0]
            #expect(dumped.target.name == #"d\xFF"#)
            _ = try await FilesSource(configuration).restore(
                dumped.target, from: ByteStream(dumped.bytes), into: .folder(scratch("out"), replace: false))
            try OracleTool("diff").run(["-r", scratch("data"), scratch("out")]).checked()
            _ = try await FilesSource(configuration).restore(
                dumped.target, from: ByteStream(dumped.bytes), into: .inPlace)
            try OracleTool("diff").run(["-r", scratch("data"), scratch("out")]).checked()
        }
    }

    @Test("The pace hears of every byte that is read")
    func pace() async throws {
        try await withScratchFolder { scratch in
            for index in 0..<5 { try scratch.write("t/\(index)", [UInt8](repeating: 1, count: index * 700_000)) }
            let heard = Mutex(0)
            try await onStageThread("dump") {
                try await FilesSource(FilesConfiguration(targets: [scratch("t")])).withSession { session in
                    let context = DumpContext(pool: BlockPool()) { count in heard.withLock { $0 += count } }
                    _ = try await session.dump(session.targets()[0], context, into: CollectingWriter())
                }
            }
            #expect(heard.withLock { $0 } == 10 * 700_000)
        }
    }

    @Test("The probe says what is there, and what may not be read", .enabled(if: geteuid() == 0))
    func probe() async throws {
        try await withScratchFolder { scratch in
            for name in ["a/x", "b"] { try scratch.write(name, name) }
            let source = FilesSource(FilesConfiguration(targets: [scratch("*")]))
            #expect(
                try await source.probe() == [
                    "\(scratch("a")): a folder, readable", "\(scratch("b")): a file, readable",
                ])
            chmod(scratch.path, 0o755)
            chmod(scratch("b"), 0o600)
            await #expect {
                try await onStageThread("nobody") {
                    _ = lifeboat_set_thread_file_user(65534)
                    _ = try await source.probe()
                }
            } throws: { ($0 as? LifeboatError)?.kind == .accessDenied }
        }
    }
}
