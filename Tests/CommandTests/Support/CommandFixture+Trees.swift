import Foundation
import LifeboatCore

extension CommandFixture {
    /// Everything that a restore must bring back, as find(1) and getfattr(1) tell it: kind, mode, owner, time to the
    /// nanosecond, link's end, number of hard links, size, contents, extended attributes and ACLs.
    func description(ofTree root: String) async throws -> String {
        // The size of a folder and the blocks of a file belong to the file system, not to the tree.
        let files = try await spawn(
            [
                "find", root, "(", "-type", "d", "-printf", "%P\\t%y\\t%m\\t%U:%G\\t%T@\\n", ")", "-o", "-printf",
                "%P\\t%y\\t%m\\t%U:%G\\t%T@\\t%l\\t%n\\t%s\\n",
            ], environment: [:], input: nil
        ).wait()
        let contents = try await spawn(
            ["find", ".", "-type", "f", "-exec", "sha256sum", "{}", "+"], in: root)
        let attributes = try await spawn(
            ["getfattr", "--recursive", "--physical", "--no-dereference", "--dump", "--match=-", "."], in: root)
        return [files, contents, attributes].map { $0.lines.sorted().joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private func spawn(_ words: [String], in folder: String) async throws -> CommandResult {
        let result = try await spawn(["env", "--chdir=\(folder)"] + words, environment: [:], input: nil).wait()
        guard result.status == 0 else { throw LifeboatError(.failed, "\(words[0]) failed", why: result.errors) }
        return result
    }

    /// Fills a folder with one of everything: names, links, times, modes, attributes, a hole.
    func makeRichTree(at root: String) async throws {
        let manager = FileManager.default
        func write(_ name: String, _ bytes: [UInt8], _ mode: Int = 0o644) throws {
            let path = "\(root)/\(name)"
            try manager.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            chmod(path, mode_t(mode))
        }
        try write("plain.txt", Array("hello\n".utf8))
        try write("private/secret.key", Array("s3cret\n".utf8), 0o600)
        try write("bin/tool", Array("#!/bin/true\n".utf8), 0o4755)
        try write("käse ☃/日本語.txt", Array("unicode\n".utf8))
        try write("large.bin", (0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 4_099) })
        try write("empty.txt", [])
        try manager.createDirectory(atPath: "\(root)/empty folder", withIntermediateDirectories: true)
        symlink("plain.txt", "\(root)/link")
        symlink("/nowhere/at all", "\(root)/dangling")
        link("\(root)/large.bin", "\(root)/private/same-file.bin")
        mkfifo("\(root)/queue", 0o640)
        let sparse = open("\(root)/sparse.img", O_CREAT | O_WRONLY | O_CLOEXEC, mode_t(0o644))
        ftruncate(sparse, 8 << 20)
        pwrite(sparse, "island", 6, 4 << 20)
        close(sparse)
        // Not UTF-8: the bytes of Latin-1.
        let latin: [CChar] = "\(root)/caf".utf8.map { CChar(bitPattern: $0) } + [CChar(bitPattern: 0xe9), 0]
        close(open(latin, O_CREAT | O_WRONLY | O_CLOEXEC, mode_t(0o644)))
        for (name, nanoseconds) in [
            ("plain.txt", 123_456_789), ("link", 1), ("empty folder", 999_999_999), ("private", 7),
        ] {
            let times = [
                timespec(tv_sec: 1_500_000_000, tv_nsec: nanoseconds),
                timespec(tv_sec: 1_500_000_001, tv_nsec: nanoseconds),
            ]
            utimensat(AT_FDCWD, "\(root)/\(name)", times, AT_SYMLINK_NOFOLLOW)
        }
        guard try await tool("setfattr", "-n", "user.lifeboat", "-v", "keeps me", "\(root)/plain.txt").status == 0,
            try await tool("setfacl", "-m", "u:65534:r", "\(root)/private").status == 0
        else { throw LifeboatError(.failed, "this file system keeps no extended attributes or ACLs") }
    }
}
