import CShims
import Foundation
import LifeboatCore
import LifeboatStreams
import LifeboatTesting
import Synchronization
import Testing

/// What file systems can hold and programs forget: each restored by us and by GNU tar, and compared with the original.
@Suite("Hard cases for an archive")
struct ArchiveHardCasesTests {
    /// Makes `tree` by a Python program, whose working folder it is, and restores it both ways.
    private func compare(_ program: String, _ options: ArchiveWriter.Options = .init()) async throws -> ArchiveSummary {
        try await withScratchFolder { scratch in
            try scratch.write("tree/x", "")
            try OracleTool("python3").run(["-c", "import os, sys\n" + program], in: scratch("tree")).checked()
            let (bytes, summary) = try await Archives.write(scratch("tree"), options)
            try scratch.write("a.tar", bytes)
            for place in ["ours", "theirs"] { try scratch.write("\(place)/x", "") }
            let read = try await Archives.extract(bytes, into: scratch("ours"))
            #expect(read.evidence == summary.evidence && read.omissions.isEmpty)
            let answer = try OracleTool("tar").run(
                [
                    "--warning=no-unknown-keyword", "--warning=no-timestamp", "--xattrs", "--xattrs-include=*",
                    "--acls", "--same-owner", "-xpf", "a.tar", "-C", "theirs",
                ], in: scratch.path)
            #expect(answer.status == 0 && answer.complaints.isEmpty, "\(answer.complaints)")
            // Asked once more, after the archive was read: reading it must not have changed it.
            let expected = try Trees.describe(scratch("tree"), blocks: false)
            #expect(try Trees.describe(scratch("ours/tree"), blocks: false) == expected)
            #expect(try Trees.describe(scratch("theirs/tree"), blocks: false) == expected)
            return summary
        }
    }

    @Test("Times before 1970 and after 2106, to the nanosecond, of files, folders and symlinks")
    func times() async throws {
        let summary = try await compare(
            """
            seconds = 10**9
            times = [-1 * seconds, -2 * seconds + 1, -2 * seconds - 250000000, -1750000000, -2000000000 * seconds + 7,
                     2**31 * seconds, 2**32 * seconds + 5, 7258118400 * seconds + 123456789, 999999999]
            for i, t in enumerate(times):
                open(f'f{i}', 'w').close(); os.mkdir(f'd{i}'); os.symlink('x', f'l{i}')
                for n in 'fdl': os.utime(f'{n}{i}', ns=(0, t), follow_symlinks=False)
            """)
        #expect(summary.files == 10 && summary.symlinks == 9)
    }

    @Test("Of the last second before 1970, which no archive can hold, the fraction is left out")
    func lastSecond() async throws {
        try await withScratchFolder { scratch in
            try scratch.write("tree/f", "")
            let set = "import os, sys; os.utime(sys.argv[1], ns=(0, -250000000))"
            try OracleTool("python3").run(["-c", set, scratch("tree/f")]).checked()
            let (bytes, _) = try await Archives.write(scratch("tree"))
            try scratch.write("out/x", "")
            _ = try await Archives.extract(bytes, into: scratch("out"))
            #expect(try OracleTool("stat").run(["-c", "%Y", scratch("out/tree/f")]).text == "-1\n")
        }
    }

    @Test("A hundred attributes, numbers of owners up to the last, access lists", .enabled(if: geteuid() == 0))
    func metadata() async throws {
        _ = try await compare(
            """
            import struct
            open('many', 'w').close()
            for i in range(100): os.setxattr('many', f'user.a{i:03}', bytes([i, 0, 255]))
            for i in (2**21, 2**21 + 1, 2**31 - 1, 2**31, 2**32 - 2):
                open(f'u{i}', 'w').close(); os.chown(f'u{i}', i, 2**32 - 2 - i)
            none = 0xffffffff
            acl = [(1, 7, none)] + [(2, 5, 1000 + i) for i in range(50)] + [(4, 5, none), (16, 7, none), (32, 0, none)]
            packed = struct.pack('<I', 2) + b''.join(struct.pack('<HHI', *e) for e in acl)
            open('listed', 'w').close(); os.setxattr('listed', 'system.posix_acl_access', packed)
            os.mkdir('heirs'); os.setxattr('heirs', 'system.posix_acl_default', packed)
            """)
    }

    @Test("Names with line breaks, of 255 bytes, and below a path of thousands")
    func names() async throws {
        let summary = try await compare(
            """
            for name in ('new\\nline', '\\n', 'tab\\t', '\\x7f', ' ', 'a\\\\nb', '-rf', 'x' * 99, 'x' * 100, 'x' * 101,
                         'y' * 254, 'ä' * 127, 'end\\n'):
                open(name, 'w').write(name)
                os.symlink(name, 'l' + name[:200])
            for _ in range(12):
                os.mkdir('d' * 250); os.chdir('d' * 250); open('f' * 255, 'w').write('deep')
            os.link('f' * 255, 'hard' + 'g' * 251); os.symlink('s' * 4000, 'far')
            """)
        #expect(summary.files == 26 && summary.hardLinks == 1)
    }

    @Test("A pipe with a name does not wait for somebody to write; devices are not read", .enabled(if: geteuid() == 0))
    func special() async throws {
        let summary = try await compare(
            """
            import stat
            os.mkfifo('pipe', 0o640); os.link('pipe', 'same-pipe')
            os.mknod('zero', 0o020666, os.makedev(1, 5)); os.mknod('disk', 0o060600, os.makedev(259, 300))
            """)
        #expect(summary.specialFiles == 3 && summary.hardLinks == 1)
    }

    @Test("Of hard links, some of them left out or elsewhere, the first that is there has the data")
    func hardLinks() async throws {
        try await withScratchFolder { scratch in
            for name in ["tree/a/one", "tree/b/two", "elsewhere"] { try scratch.write(name, name) }
            for (first, second) in [
                ("tree/a/one", "tree/b/one"), ("tree/a/one", "tree/c"), ("elsewhere", "tree/b/outer"),
                ("tree/b/two", "tree/a/two"),
            ] {
                try #require(link(scratch(first), scratch(second)) == 0)
            }
            let options = ArchiveWriter.Options(exclude: { path, _ in path.elementsEqual("a".utf8) })
            let (bytes, summary) = try await Archives.write(scratch("tree"), options)
            #expect(summary.files == 3 && summary.hardLinks == 1 && summary.omissions.isEmpty)
            try scratch.write("a.tar", bytes)
            for place in ["ours", "theirs"] { try scratch.write("\(place)/x", "") }
            _ = try await Archives.extract(bytes, into: scratch("ours"))
            try OracleTool("tar").run(["-xf", "a.tar", "-C", "theirs"], in: scratch.path).checked()
            for place in ["ours", "theirs"] {
                for (name, contents) in [
                    ("b/one", "tree/a/one"), ("c", "tree/a/one"), ("b/outer", "elsewhere"), ("b/two", "tree/b/two"),
                ] {
                    #expect(
                        try String(contentsOfFile: scratch("\(place)/tree/\(name)"), encoding: .utf8) == contents)
                }
                #expect(
                    try OracleTool("stat").run(["-c", "%h", scratch("\(place)/tree/c")]).text == "2\n", "\(place)")
            }
        }
    }

    @Test("A file that grows as fast as it is read ends at the size that it had, and is named")
    func growing() async throws {
        try await withScratchFolder { scratch in
            let file = try scratch.write("tree/log", [UInt8](repeating: 7, count: 3 << 20))
            let size = Mutex(3 << 20)
            let (bytes, summary) = try await Archives.write(scratch("tree")) { count in
                let grown = size.withLock { size in
                    size += 2 * count
                    return size
                }
                truncate(file, off_t(grown))
            }
            #expect(summary.omissions.named.map(\.reason) == [.changed] && summary.bytes == 3 << 20)
            #expect(bytes.count < 4 << 20)
        }
    }

    @Test("A hole of a terabyte is not read")
    func hole() async throws {
        try await withScratchFolder { scratch in
            let file = try scratch.write("tree/f", "begin")
            try #require(truncate(file, 1 << 40) == 0)
            let (bytes, summary) = try await Archives.write(scratch("tree"))
            #expect(summary.bytes == 1 << 40 && bytes.count < 20_000)
            try scratch.write("a.tar", bytes)
            try scratch.write("theirs/x", "")
            try OracleTool("tar").run(["-xf", "a.tar", "-C", "theirs"], in: scratch.path).checked()
            #expect(try OracleTool("stat").run(["-c", "%s", scratch("theirs/tree/f")]).text == "\(1 << 40)\n")
        }
    }

    @Test("A folder that is swapped for a symlink while the walk is inside of it leads nowhere")
    func swappedAbove() async throws {
        try await withScratchFolder { scratch in
            for name in ["tree/a/b/c/1", "tree/a/b/c/2", "tree/a/z", "secret/b/c/2", "secret/z"] {
                try scratch.write(name, name.hasPrefix("secret") ? "SECRET" : "ours")
            }
            let path = scratch.path
            let options = ArchiveWriter.Options(exclude: { name, _ in
                if name.elementsEqual("a/b/c/1".utf8) {
                    rename("\(path)/tree/a", "\(path)/moved")
                    symlink("\(path)/secret", "\(path)/tree/a")
                }
                return false
            })
            let (bytes, summary) = try await Archives.write(scratch("tree"), options)
            #expect(bytes.firstRange(of: Array("SECRET".utf8)) == nil)
            #expect(summary.files == 3 && summary.omissions.isEmpty)
        }
    }

    @Test("A hundred thousand unreadable files are counted, and the first thousand named", .enabled(if: geteuid() == 0))
    func manyUnreadable() async throws {
        try await withScratchFolder { scratch in
            let make = """
                import os, sys
                os.chdir(sys.argv[1])
                for d in range(10):
                    os.mkdir(f'd{d}'); open(f'd{d}/0', 'w').close(); os.chmod(f'd{d}/0', 0)
                    for i in range(1, 10000): os.link(f'd{d}/0', f'd{d}/{i}')
                """
            try scratch.write("tree/readable", "x")
            try OracleTool("python3").run(["-c", make, scratch("tree")]).checked()
            try OracleTool("chmod").run(["a+rx", scratch.path, scratch("tree")]).checked()
            try OracleTool("sh").run(["-c", "chmod a+rx \"$1\"/d*", "sh", scratch("tree")]).checked()
            let tree = scratch("tree")
            let summary = try await onStageThread("nobody") {
                _ = lifeboat_set_thread_file_user(65534)
                let writer = try ArchiveWriter(to: CollectingWriter(), pool: BlockPool())
                try await writer.add(Array(tree.utf8), as: Array("tree".utf8))
                return try await writer.finish()
            }
            #expect(summary.omissions.counts == [.unreadable: 100_000])
            #expect(summary.omissions.named.count == Omissions.limit)
            #expect(summary.omissions.named.first?.name == "tree/d0/0" && summary.files == 1)
        }
    }
}
