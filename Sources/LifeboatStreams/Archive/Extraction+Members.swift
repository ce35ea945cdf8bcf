import CArchive
import CShims
import Glibc
import LifeboatCore

/// The members of an archive that are not folders.
extension Extraction {
    func restoreFile(_ path: MemberPath, _ metadata: FileMetadata, size: Int64) throws {
        let folder = try chain.folder(at: path.parents)
        let (fd, name) = try make(path.name, in: folder) { name in
            lifeboat_openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
        }
        do {
            do {
                try write(to: fd, size: size)
                apply(metadata, to: fd, isFolder: false)
            } catch {
                close(fd)
                throw error
            }
            // Some file systems (NFS) say only here that the disk is full.
            guard close(fd) == 0 || errno == EINTR else { throw LifeboatError(errno: errno, "write", shown) }
        } catch {
            // No torn file under a name that looks whole.
            _ = name.withCString { unlinkat(folder, $0, 0) }
            throw error
        }
        try settle(name, as: path.name, in: folder)
        summary.files += 1
        let (bytes, isTooLarge) = summary.bytes.addingReportingOverflow(size)
        guard !isTooLarge else { throw Self.impossibleSize }
        summary.bytes = bytes
    }

    /// Holes stay holes: what the archive does not hold is not written.
    private func write(to fd: Int32, size: Int64) throws {
        var end: Int64 = 0
        while let (offset, bytes) = try input.data() {
            let (last, isTooFar) = offset.addingReportingOverflow(Int64(bytes.count))
            guard offset >= end, !isTooFar, last <= size else {
                throw LifeboatError(.corrupted, "the archive has data for `\(shown)` outside of the file")
            }
            var rest = bytes
            end = offset
            while !rest.isEmpty {
                let count = pwrite(fd, rest.baseAddress, rest.count, off_t(end))
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw LifeboatError(errno: errno, "write", shown) }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                end += Int64(count)
            }
        }
        if end < size, ftruncate(fd, off_t(size)) != 0 { throw LifeboatError(errno: errno, "write", shown) }
    }

    private static var impossibleSize: LifeboatError {
        LifeboatError(.corrupted, "the archive says that its files are larger than any disk")
    }

    func restoreSymlink(_ path: MemberPath, _ metadata: FileMetadata, to end: UnsafePointer<CChar>) throws {
        let folder = try chain.folder(at: path.parents)
        let (_, name) = try make(path.name, in: folder) { symlinkat(end, folder, $0) }
        name.withCString { apply(metadata, to: $0, in: folder, mode: nil) }
        try settle(name, as: path.name, in: folder)
        summary.symlinks += 1
    }

    /// Pipes, and device nodes, which only root can make: left out and named otherwise.
    func restoreSpecial(_ path: MemberPath, _ metadata: FileMetadata, _ kind: mode_t, _ device: dev_t) throws {
        let folder = try chain.folder(at: path.parents)
        guard kind == S_IFIFO || isRoot else { return note("a device node: only root can make it") }
        var failure: Int32 = 0
        let made = try make(path.name, in: folder) { name in
            let status = mknodat(folder, name, kind | 0o600, kind == S_IFIFO ? 0 : device)
            failure = status == 0 ? 0 : errno
            // Root of a container may not make devices either.
            return failure == EPERM && kind != S_IFIFO ? 0 : status
        }
        if failure == EPERM { return note("a device node: this container may not make it") }
        made.name.withCString { apply(metadata, to: $0, in: folder, mode: metadata.mode) }
        try settle(made.name, as: path.name, in: folder)
        summary.specialFiles += 1
    }

    func restoreHardLink(_ first: [UInt8], at path: MemberPath) throws {
        guard let firstPath = try MemberPath(first) else { throw refusal("a hard link to the place itself") }
        try checkAllowed(firstPath)
        // The chain keeps one way open; the other end needs a descriptor of its own.
        let from = fcntl(try chain.folder(at: firstPath.parents, making: false), F_DUPFD_CLOEXEC, 0)
        guard from >= 0 else { throw LifeboatError(errno: errno, "link", shown) }
        defer { close(from) }
        let folder = try chain.folder(at: path.parents)
        guard let wanted = firstPath.name.withCString({ Self.status(from, $0) }) else {
            throw refusal("a hard link to `\(DisplayName.text(of: first))`, which was not restored")
        }
        guard wanted.st_mode & S_IFMT != S_IFDIR else { throw refusal("a hard link to a folder") }
        let present = path.name.withCString { Self.status(folder, $0) }
        if let present, present.st_dev == wanted.st_dev, present.st_ino == wanted.st_ino {
            summary.hardLinks += 1
            return
        }
        let made = try make(path.name, in: folder) { name in
            // Without AT_SYMLINK_FOLLOW: a hard link to a symlink is a second name of the symlink.
            firstPath.name.withCString { linkat(from, $0, folder, name, 0) }
        }
        try settle(made.name, as: path.name, in: folder)
        summary.hardLinks += 1
    }

    private func note(_ detail: String) { summary.note(member, .skipped, detail) }
}
