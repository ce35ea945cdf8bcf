import CShims
import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatStreams

@Suite("Extraction stays in its place")
struct ArchiveExtractorTests {
    /// A tar made by Python's `tarfile`, which writes whatever it is told. `add(name, kind, link, data)`.
    private func hostile(_ program: String, _ scratch: ScratchFolder) throws -> [UInt8] {
        let prelude = """
            import io, os, sys, tarfile
            from tarfile import TarInfo, PAX_FORMAT, REGTYPE, DIRTYPE, SYMTYPE, LNKTYPE, CHRTYPE, FIFOTYPE
            t = tarfile.open(sys.argv[1], 'w', format=PAX_FORMAT)
            outside = sys.argv[2]
            def add(name, kind=REGTYPE, link='', data=b'evil', **more):
                i = TarInfo(name); i.type = kind; i.linkname = link
                i.size = len(data) if kind == REGTYPE else 0
                i.mode = 0o755
                for k, v in more.items(): setattr(i, k, v)
                t.addfile(i, io.BytesIO(data))

            """
        let file = scratch("hostile.tar")
        try OracleTool("python3").run(["-c", prelude + program + "\nt.close()", file, scratch("outside")]).checked()
        return Array(try Data(contentsOf: URL(fileURLWithPath: file)))
    }

    private struct Attack: CustomTestStringConvertible {
        var program: String
        /// What the error must name.
        var named: String

        var testDescription: String { program }

        init(_ program: String, naming named: String) {
            self.program = program
            self.named = named
        }
    }

    private static let attacks = [
        Attack("add('../evil')", naming: "../evil"),
        Attack("add('a/../../evil')", naming: "a/../../evil"),
        Attack("add('..', DIRTYPE)", naming: ".."),
        Attack("add(outside + '/evil')", naming: "/outside/evil"),
        Attack("add('/etc', DIRTYPE)", naming: "/etc"),
        Attack("add('a', SYMTYPE, outside); add('a/evil')", naming: "a/evil"),
        Attack("add('a', SYMTYPE, '../outside'); add('a/b', DIRTYPE)", naming: "a/b"),
        Attack("add('d', DIRTYPE); add('d/a', SYMTYPE, '../../outside'); add('d/a/evil')", naming: "d/a/evil"),
        Attack("add('a', SYMTYPE, '.'); add('b', SYMTYPE, 'a/..'); add('b/outside/evil')", naming: "b/outside/evil"),
        Attack("add('a', SYMTYPE, outside); add('a', DIRTYPE); add('a/evil')", naming: "a"),
        Attack("add('x', LNKTYPE, '../outside/victim')", naming: "member `x`"),
        Attack("add('x', LNKTYPE, outside + '/victim')", naming: "member `x`"),
        Attack("add('a', SYMTYPE, outside); add('x', LNKTYPE, 'a/victim'); add('x')", naming: "a is no folder"),
        Attack("add('x', LNKTYPE, 'nowhere')", naming: "nowhere"),
        Attack("add('d', DIRTYPE); add('x', LNKTYPE, 'd')", naming: "x"),
        Attack("add('d/e', DIRTYPE); add('d')", naming: "d"),
        Attack("add('f'); add('f/g')", naming: "f/g"),
        Attack("add('f'); add('f', DIRTYPE)", naming: "f"),
        Attack("add('.')", naming: "."),
        Attack("add('', DIRTYPE); add('')", naming: "member `/`"),
    ]

    @Test("A hostile archive is refused by name, and touches nothing outside", arguments: attacks)
    private func refuses(attack: Attack) async throws {
        try await withScratchFolder { scratch in
            try scratch.write("outside/victim", "precious")
            try scratch.write("in/other", "x")
            let bytes = try hostile(attack.program, scratch)
            let before = try Trees.describe(scratch("outside"))
            await #expect {
                _ = try await Archives.extract(bytes, into: scratch("in"))
            } throws: { error in
                guard let error = error as? LifeboatError else { return false }
                let refused = [.refused, .alreadyExists, .corrupted].contains(error.kind)
                return refused && error.summary.contains(attack.named)
            }
            #expect(try Trees.describe(scratch("outside")) == before)
        }
    }

    @Test(
        "Sizes and offsets at the end of all numbers are an error, and never stop the program",
        arguments: [
            "sparse('a', '9223372036854775800,512', 1 << 20)", "sparse('a', '0,1', (1 << 63) - 1)",
            "sparse('a', '0,1', 6 << 60); sparse('b', '0,1', 6 << 60)",
            "sparse('a', '9223372036854775807,1', (1 << 63) - 1)",
        ])
    func hugeNumbers(program: String) async throws {
        try await withScratchFolder { scratch in
            let sparse = """
                def sparse(name, map, size):
                    add(name, data=b'x' * 512, pax_headers={'GNU.sparse.major': '0', 'GNU.sparse.minor': '1',
                        'GNU.sparse.size': str(size), 'GNU.sparse.numblocks': '1', 'GNU.sparse.map': map})

                """
            let bytes = try hostile(sparse + program, scratch)
            try scratch.write("in/other", "x")
            await #expect(throws: LifeboatError.self) { _ = try await Archives.extract(bytes, into: scratch("in")) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch("in")).count <= 2)
        }
    }

    @Test(
        "Where one name is allowed, what is beside it is left alone: as a member, and as the end of a hard link",
        arguments: [
            "add('b')", "add('b', DIRTYPE)", "add('b/c')", "add('a/x', LNKTYPE, 'b')", "add('b', SYMTYPE, 'a')",
        ])
    func onlyOneName(program: String) async throws {
        try await withScratchFolder { scratch in
            try scratch.write("in/b", "mine")
            let bytes = try hostile("add('a', DIRTYPE); add('a/y'); " + program, scratch)
            await #expect {
                _ = try await Archives.extract(bytes, into: scratch("in"), .init(replace: true, only: Array("a".utf8)))
            } throws: { ($0 as? LifeboatError)?.kind == .refused }
            #expect(try String(contentsOfFile: scratch("in/b"), encoding: .utf8) == "mine")
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch("in/a")) == ["y"])
        }
    }

    @Test("Nothing is written through what stands there already: symlinks, hard links")
    func replaceDoesNotWriteThrough() async throws {
        try await withScratchFolder { scratch in
            let victim = try scratch.write("outside/victim", "precious")
            try scratch.write("in/kept", "mine")
            symlink(scratch("outside"), scratch("in/d"))
            symlink(victim, scratch("in/f"))
            link(victim, scratch("in/g"))
            let bytes = try hostile(
                "add('d', DIRTYPE); add('d/victim'); add('f'); add('g'); add('h', LNKTYPE, 'g')", scratch)
            _ = try await Archives.extract(bytes, into: scratch("in"), .init(replace: true))
            #expect(try String(contentsOfFile: victim, encoding: .utf8) == "precious")
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch("outside")) == ["victim"])
            for name in ["d/victim", "f", "g", "h"] {
                #expect(try String(contentsOfFile: scratch("in/\(name)"), encoding: .utf8) == "evil")
            }
            #expect(try String(contentsOfFile: scratch("in/kept"), encoding: .utf8) == "mine")
            let names = try FileManager.default.contentsOfDirectory(atPath: scratch("in")).sorted()
            #expect(names == ["d", "f", "g", "h", "kept"])
        }
    }

    @Test("A place that holds something is refused, unless replacing was allowed; folders are never removed")
    func occupied() async throws {
        try await withScratchFolder { scratch in
            try scratch.write("in/tree/x", "old")
            try scratch.write("empty/tree/x", "")
            unlink(scratch("empty/tree/x"))
            let bytes = try hostile("add('tree', DIRTYPE); add('tree/x', data=b'new')", scratch)
            await #expect { _ = try await Archives.extract(bytes, into: scratch("in")) } throws: {
                ($0 as? LifeboatError)?.kind == .alreadyExists
            }
            #expect(try String(contentsOfFile: scratch("in/tree/x"), encoding: .utf8) == "old")
            for (place, replace) in [("empty", false), ("in", true)] {
                _ = try await Archives.extract(bytes, into: scratch(place), .init(replace: replace))
                #expect(try String(contentsOfFile: scratch("\(place)/tree/x"), encoding: .utf8) == "new")
            }
            try scratch.write("folder/tree/x/y", "a folder where a file belongs")
            await #expect {
                _ = try await Archives.extract(bytes, into: scratch("folder"), .init(replace: true))
            } throws: {
                ($0 as? LifeboatError)?.kind == .alreadyExists
            }
            #expect(FileManager.default.fileExists(atPath: scratch("folder/tree/x/y")))
        }
    }

    @Test("Of two members with one name the later counts, as in every tar")
    func duplicates() async throws {
        try await withScratchFolder { scratch in
            try scratch.write("in/x", "")
            let bytes = try hostile(
                "add('d', DIRTYPE, mode=0o700); add('d/f'); add('d/f', data=b'second'); add('d', DIRTYPE, mode=0o751)",
                scratch)
            let summary = try await Archives.extract(bytes, into: scratch("in"))
            #expect(summary.folders == 1)
            #expect(try String(contentsOfFile: scratch("in/d/f"), encoding: .utf8) == "second")
            #expect(try OracleTool("stat").run(["-c", "%a", scratch("in/d")]).text == "751\n")
        }
    }

    @Test("A cut archive is an error, wherever it was cut")
    func truncated() async throws {
        try await withScratchFolder { scratch in
            for name in ["a", "b/c", "b/d"] { try scratch.write("tree/\(name)", [UInt8](repeating: 0, count: 1500)) }
            let (bytes, _) = try await Archives.write(scratch("tree"))
            var random = SeededGenerator(seed: 5)
            let cuts =
                stride(from: 0, to: bytes.count, by: 512)
                + (0..<20).map { _ in
                    Int.random(in: 0..<bytes.count, using: &random)
                }
            for (index, cut) in cuts.enumerated() {
                try scratch.write("\(index)/x", "")
                await #expect("cut at \(cut) of \(bytes.count)") {
                    _ = try await Archives.extract(Array(bytes[..<cut]), into: scratch("\(index)"))
                } throws: { ($0 as? LifeboatError)?.kind == .corrupted }
            }
        }
    }

    @Test("A damaged archive never leads outside, and never stops the program", arguments: 0..<40)
    func damaged(seed: Int) async throws {
        try await withScratchFolder { scratch in
            for name in ["a", "b/c", "b/d"] { try scratch.write("tree/\(name)", name) }
            symlink("b/c", scratch("tree/l"))
            var (bytes, _) = try await Archives.write(scratch("tree"))
            var random = SeededGenerator(seed: UInt64(seed))
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            try scratch.write("parent/in/x", "")
            // Whether it is noticed depends on where it hit: tar has no checksum over data.
            do {
                _ = try await Archives.extract(bytes, into: scratch("parent/in"))
            } catch let error as LifeboatError {
                #expect(error.kind != .interrupted)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch("parent")) == ["in"])
        }
    }

    @Test("An input that fails is an error even after the last member; its words are kept")
    func failingInput() async throws {
        try await withScratchFolder { scratch in
            try scratch.write("tree/a", "text")
            try scratch.write("in/x", "")
            let (bytes, _) = try await Archives.write(scratch("tree"))
            for keep in [bytes.count, bytes.count - 700, 10] {
                let pieces = Pieces([Block(bytes.prefix(keep))])
                let stream = ByteStream {
                    if let block = pieces.next() { return block }
                    throw LifeboatError(.corrupted, "the digest differs")
                }
                await #expect {
                    _ = try await ArchiveExtractor.extract(
                        stream, into: Array(scratch("in").utf8), .init(replace: true))
                } throws: { ($0 as? LifeboatError)?.what == "the digest differs" }
            }
        }
    }

    @Test("A restore that waits for its input can be cancelled")
    func cancelled() async throws {
        try await withScratchFolder { scratch in
            try scratch.write("tree/a", [UInt8](repeating: 7, count: 100_000))
            try scratch.write("in/x", "")
            let (bytes, _) = try await Archives.write(scratch("tree"))
            let (writer, reader) = BytePipe.make()
            let folder = Array(scratch("in").utf8)
            let restore = Task { try await ArchiveExtractor.extract(reader.stream, into: folder) }
            try await writer.write(bytes.prefix(5_000))
            restore.cancel()
            await #expect { _ = try await restore.value } throws: { LifeboatError(wrapping: $0).kind == .interrupted }
        }
    }

    @Test(
        "Without the right to give files away, set-user-ID is dropped and it is said so", .enabled(if: geteuid() == 0))
    func withoutRoot() async throws {
        try await withScratchFolder { scratch in
            let bytes = try hostile(
                """
                add('d', DIRTYPE, uid=5, gid=5); add('d/suid', mode=0o6755, uid=0, gid=0)
                add('d/null', CHRTYPE, devmajor=1, devminor=3); add('d/pipe', FIFOTYPE)
                """, scratch)
            try scratch.write("in/x", "")
            chmod(scratch.path, 0o755)
            chown(scratch("in"), 65534, 65534)
            let folder = scratch("in")
            let summary = try await onStageThread("nobody") {
                _ = lifeboat_set_thread_file_user(65534)
                let handOff = BlockHandOff()
                try await handOff.feed(from: ByteStream(bytes))
                let chain = FolderChain(root: open(folder, O_RDONLY | O_DIRECTORY))
                return try Extraction(from: handOff, into: chain, replace: false).run()
            }
            #expect(summary.ownersLeftOut)
            #expect(summary.omissions.named.map(\.name) == ["d/null"])
            #expect(try OracleTool("stat").run(["-c", "%a %u", scratch("in/d/suid")]).text == "755 65534\n")
            #expect(try OracleTool("stat").run(["-c", "%F", scratch("in/d/pipe")]).text == "fifo\n")
        }
    }

    @Test("Access lists that the place hands down do not stay on what is restored")
    func inheritedLists() async throws {
        try await withScratchFolder { scratch in
            for name in ["a", "b/c"] { try scratch.write("tree/\(name)", name) }
            let (bytes, _) = try await Archives.write(scratch("tree"))
            try scratch.write("in/x", "")
            try OracleTool("setfacl").run(["-m", "d:u:1000:rwx,d:o:rwx", scratch("in")]).checked()
            _ = try await Archives.extract(bytes, into: scratch("in"))
            #expect(
                try Trees.describe(scratch("in/tree"), blocks: false) == Trees.describe(scratch("tree"), blocks: false))
        }
    }
}
