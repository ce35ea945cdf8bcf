import CShims
import Foundation
import LifeboatCore

/// The file that a command made.
struct ExternalFile: Sendable {
    let target: Target
    private let path: String
    private let device: UInt64
    private let inode: UInt64

    init(_ answer: ExternalAnswer) throws {
        path = answer.path
        var found = stat()
        guard lstat(path, &found) == 0 else { throw LifeboatError(errno: errno, "find the command's file", path) }
        guard found.st_mode & S_IFMT == S_IFREG else {
            throw LifeboatError(.refused, "cannot take the command's file \(path)", why: "it is not a regular file")
        }
        guard found.st_size > 0 else {
            throw LifeboatError(
                .incomplete, "the command's file \(path) is empty",
                hint: "a dump of no bytes is not a dump; let the command fail when it has nothing")
        }
        if answer.isCompressed { try Self.requireGzip(path) }
        device = UInt64(found.st_dev)
        inode = UInt64(found.st_ino)
        target = Target(
            name: answer.name, fileExtension: answer.fileExtension, origin: path, estimatedSize: Int64(found.st_size))
    }

    /// A name that ends with `.gz` promises that gzip opens it.
    private static func requireGzip(_ path: String) throws {
        let descriptor = lifeboat_open(path, O_RDONLY | O_NOFOLLOW, 0)
        guard descriptor >= 0 else { throw LifeboatError(errno: errno, "open", path) }
        defer { close(descriptor) }
        var magic: [UInt8] = [0, 0]
        // RFC 1952, section 2.3.1.
        guard pread(descriptor, &magic, 2, 0) == 2, magic == [0x1f, 0x8b] else {
            throw LifeboatError(
                .failed, "the command's file \(path) is not compressed with gzip", why: "the command said `gzip: true`",
                hint: "let it compress the file, or say `gzip: false`")
        }
    }

    func dump(_ context: DumpContext, into output: any ByteWriter) async throws -> DumpResult {
        let descriptor = lifeboat_open(path, O_RDONLY | O_NOFOLLOW, 0)
        guard descriptor >= 0 else { throw LifeboatError(errno: errno, "open", path) }
        defer { close(descriptor) }
        let before = try state(descriptor)
        guard UInt64(before.st_dev) == device, UInt64(before.st_ino) == inode else {
            throw LifeboatError(.failed, "the command's file \(path) was replaced by another one")
        }
        var total: Int64 = 0
        // No further than it was long at first: a file that somebody goes on appending to would never end.
        while total < Int64(before.st_size), let block = try nextBlock(descriptor, context.pool) {
            try await context.pace(block.count)
            try await output.write(block)
            total += Int64(block.count)
        }
        let after = try state(descriptor)
        var result = DumpResult(evidence: Evidence(counts: ["bytes": total]), facts: ["file": path])
        if total != Int64(before.st_size) || Self.differ(before, after) {
            result.omissions = [
                Omission(
                    name: path, reason: .changed,
                    detail: "it was written to while it was read; does the command leave something running?")
            ]
        }
        return result
    }

    /// Removes the file, unless another one lies there by now.
    func remove() throws {
        var found = stat()
        guard lstat(path, &found) == 0, UInt64(found.st_dev) == device, UInt64(found.st_ino) == inode else { return }
        guard unlink(path) == 0 || errno == ENOENT else { throw LifeboatError(errno: errno, "remove", path) }
    }

    private func nextBlock(_ descriptor: Int32, _ pool: BlockPool) throws -> Block? {
        var block = pool.block()
        let isAtEnd = try fill(&block, descriptor)
        return isAtEnd && block.count == 0 ? nil : block.freeze()
    }

    private func fill(_ block: inout MutableBlock, _ descriptor: Int32) throws -> Bool {
        while !block.isFull {
            var failure: Int32 = 0
            let count = block.fill { rest in
                let count = read(descriptor, rest.baseAddress, rest.count)
                if count < 0 { failure = errno }
                return max(0, count)
            }
            if failure == EINTR { continue }
            guard failure == 0 else { throw LifeboatError(errno: failure, "read", path) }
            if count == 0 { return true }
        }
        return false
    }

    private func state(_ descriptor: Int32) throws -> stat {
        var found = stat()
        guard fstat(descriptor, &found) == 0 else { throw LifeboatError(errno: errno, "look at", path) }
        return found
    }

    private static func differ(_ left: stat, _ right: stat) -> Bool {
        left.st_size != right.st_size || left.st_mtim.tv_sec != right.st_mtim.tv_sec
            || left.st_mtim.tv_nsec != right.st_mtim.tv_nsec
    }
}
