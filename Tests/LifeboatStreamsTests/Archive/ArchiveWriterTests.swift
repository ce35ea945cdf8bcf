import Foundation
import LifeboatCore
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("Archives of file trees")
struct ArchiveWriterTests {
    @Test("GNU tar restores what was archived, to the nanosecond and the hole", arguments: 1...6)
    func gnuTarReadsIt(seed: Int) async throws {
        try await withScratchFolder { scratch in
            try Trees.make(at: scratch("tree"), seed: seed)
            // Odd block sizes: data is read in place, and every seam must hold.
            let size = [1 << 20, 512, 1000, 70_001][seed % 4]
            let (bytes, summary) = try await Archives.write(scratch("tree"), blockSize: size)
            #expect(summary.omissions.isEmpty)
            try scratch.write("a.tar", bytes)
            try scratch.write("out/x", "")
            let answer = try OracleTool("tar").run(
                // GNU tar does not know `hdrcharset` (for names that are not UTF-8) and finds the year 2100 far away.
                [
                    "--warning=no-unknown-keyword", "--warning=no-timestamp", "--xattrs", "--xattrs-include=*",
                    "--acls",
                    "--same-owner", "-xpf", "a.tar", "-C", "out",
                ],
                in: scratch.path)
            #expect(answer.status == 0)
            #expect(answer.complaints.isEmpty)
            #expect(try Trees.describe(scratch("out/tree")) == Trees.describe(scratch("tree")))
        }
    }

    @Test("What was archived comes back from any split of its bytes", arguments: 1...6)
    func roundTrip(seed: Int) async throws {
        try await withScratchFolder { scratch in
            try Trees.make(at: scratch("tree"), seed: seed)
            let (bytes, written) = try await Archives.write(scratch("tree"))
            var random = SeededGenerator(seed: UInt64(seed))
            try scratch.write("out/x", "")
            let read = try await ArchiveExtractor.extract(
                ByteStream(blocks: Archives.split(bytes, &random)), into: Array(scratch("out").utf8))
            #expect(read.evidence == written.evidence)
            #expect(read.omissions.isEmpty)
            #expect(try Trees.describe(scratch("out/tree")) == Trees.describe(scratch("tree")))
        }
    }

    @Test("Archives by GNU tar are restored as well", arguments: [("posix", 7), ("posix", 8), ("gnu", 9)])
    func readsGNUTar(format: String, seed: Int) async throws {
        try await withScratchFolder { scratch in
            try Trees.make(at: scratch("tree"), seed: seed)
            // Only pax holds nanoseconds and attributes.
            let extras = format == "posix" ? ["--xattrs", "--xattrs-include=*", "--acls"] : []
            let made = try OracleTool("tar").run(
                ["--format=\(format)", "-S"] + extras + ["-cf", "a.tar", "tree"], in: scratch.path)
            try made.checked()
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: scratch("a.tar"))))
            for folder in ["ours", "theirs"] { try scratch.write("\(folder)/x", "") }
            _ = try await Archives.extract(bytes, into: scratch("ours"))
            try OracleTool("tar").run(
                ["-xpf", "a.tar", "--same-owner", "-C", "theirs"] + extras, in: scratch.path
            ).checked()
            #expect(try Trees.describe(scratch("ours/tree")) == Trees.describe(scratch("theirs/tree")))
        }
    }

    @Test("GNU tar compares a plain tree without a word, and the archive ends in two blocks of zeros")
    func compares() async throws {
        try await withScratchFolder { scratch in
            for index in 0..<20 { try scratch.write("tree/ordner \(index)/datei.txt", "text \(index)") }
            try scratch.write("tree/ünï/🛟", "x")
            let (bytes, summary) = try await Archives.write(scratch("tree"))
            try scratch.write("a.tar", bytes)
            let compared = try OracleTool("tar").run(["--xattrs", "--acls", "-df", "a.tar"], in: scratch.path)
            #expect(compared.status == 0)
            #expect(compared.output.isEmpty && compared.complaints.isEmpty)
            #expect(bytes.count % 512 == 0)
            #expect(bytes.suffix(1024).allSatisfy { $0 == 0 })
            #expect(summary.evidence.counts == ["files": 21, "folders": 22, "symlinks": 0, "bytes": 131])
        }
    }

    @Test("Names are kept byte for byte")
    func rawNames() async throws {
        try await withScratchFolder { scratch in
            let make =
                #"import os,sys; r=os.fsencode(sys.argv[1]); os.makedirs(r); open(r+b'/a\xffb','w'); open(r+b'/'+b'\xfe'*200,'w')"#
            try OracleTool("python3").run(["-c", make, scratch("tree")]).checked()
            let (bytes, _) = try await Archives.write(scratch("tree"))
            try scratch.write("a.tar", bytes)
            let listed = try OracleTool("tar").run(["--quoting-style=literal", "-tf", "a.tar"], in: scratch.path)
                .checked()
            let expected =
                Array("tree/\ntree/a".utf8) + [0xff] + Array("b\ntree/".utf8)
                + [UInt8](repeating: 0xfe, count: 200) + [10]
            #expect(Array(listed.output) == expected)
        }
    }

    @Test("The same tree gives the same bytes")
    func deterministic() async throws {
        try await withScratchFolder { scratch in
            try Trees.make(at: scratch("tree"), seed: 3)
            let first = try await Archives.write(scratch("tree")).bytes
            #expect(try await Archives.write(scratch("tree"), blockSize: 4096).bytes == first)
        }
    }

    @Test("A sparse file takes as little room in the archive as on the disk")
    func sparse() async throws {
        try await withScratchFolder { scratch in
            let make = "import sys; f=open(sys.argv[1],'wb'); f.write(b'z'*100000); f.truncate(8<<30)"
            try scratch.write("tree/x", "")
            try OracleTool("python3").run(["-c", make, scratch("tree/huge")]).checked()
            let (bytes, summary) = try await Archives.write(scratch("tree"))
            #expect(bytes.count < 200_000)
            #expect(summary.bytes == 8 << 30)
            try scratch.write("out/x", "")
            _ = try await Archives.extract(bytes, into: scratch("out"))
            let size = try OracleTool("stat").run(["-c", "%s", scratch("out/tree/huge")]).checked().text
            let used = try OracleTool("du").run(["-k", scratch("out/tree/huge")]).checked().text
            #expect(size == "\(8 << 30)\n")
            #expect(try #require(Int(used.prefix { $0.isNumber })) < 200)
        }
    }

    @Test("A sparse file whose name is long and no text keeps its name and its contents")
    func sparseRawName() async throws {
        try await withScratchFolder { scratch in
            let make = """
                import os, sys
                p = os.fsencode(sys.argv[1]) + b'/' + b'x' * 231; os.makedirs(p)
                for n in (b'raw\\xff', b'plain', b'\\xd1\\x8b' * 80):
                    f = open(p + b'/' + n, 'wb'); f.truncate(1 << 20); f.seek(4096); f.write(b'data')
                """
            try OracleTool("python3").run(["-c", make, scratch("tree")]).checked()
            let (bytes, _) = try await Archives.write(scratch("tree"))
            try scratch.write("a.tar", bytes)
            for place in ["ours", "theirs"] { try scratch.write("\(place)/x", "") }
            _ = try await Archives.extract(bytes, into: scratch("ours"))
            try OracleTool("tar").run(["-xf", "a.tar", "-C", "theirs"], in: scratch.path).checked()
            let expected = try Trees.describe(scratch("tree"), blocks: false)
            #expect(try Trees.describe(scratch("ours/tree"), blocks: false) == expected)
            #expect(try Trees.describe(scratch("theirs/tree"), blocks: false) == expected)
        }
    }

    @Test("A tree deeper than there are descriptors, and longer than a path may be")
    func deep() async throws {
        try await withScratchFolder { scratch in
            let make = """
                import os, sys
                os.mkdir(sys.argv[1]); os.chdir(sys.argv[1])
                for i in range(1500):
                    open('f', 'w').write(str(i)); os.mkdir('deeper'); open('g', 'w').write(str(i)); os.chdir('deeper')
                """
            try OracleTool("python3").run(["-c", make, scratch("tree")]).checked()
            defer { _ = try? OracleTool("rm").run(["-rf", scratch("tree"), scratch("out")]) }
            let (bytes, written) = try await Archives.write(scratch("tree"))
            #expect(written.files == 3000 && written.folders == 1501 && written.omissions.isEmpty)
            try scratch.write("out/x", "")
            let read = try await Archives.extract(bytes, into: scratch("out"))
            #expect(read.evidence == written.evidence)
            // diff cannot: it goes by paths.
            let sum = "cd \"$1\" && tar --sort=name -cf - tree | sha256sum"
            let one = try OracleTool("sh").run(["-c", sum, "sh", scratch.path]).checked().text
            #expect(try OracleTool("sh").run(["-c", sum, "sh", scratch("out")]).checked().text == one)
        }
    }

    @Test("What is excluded is left out with all below it")
    func excludes() async throws {
        try await withScratchFolder { scratch in
            for name in ["keep/a", "keep/cache/b", "cache/c"] { try scratch.write("tree/\(name)", name) }
            let options = ArchiveWriter.Options(exclude: { path, isFolder in
                isFolder && path.elementsEqual("cache".utf8)
            })
            let (bytes, _) = try await Archives.write(scratch("tree"), options)
            try scratch.write("a.tar", bytes)
            let listed = try OracleTool("tar").run(["-tf", "a.tar"], in: scratch.path).checked().text
            #expect(listed == "tree/\ntree/keep/\ntree/keep/a\ntree/keep/cache/\ntree/keep/cache/b\n")
        }
    }
}
