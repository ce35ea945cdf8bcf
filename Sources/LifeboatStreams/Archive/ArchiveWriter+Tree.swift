import CArchive
import Glibc
import LifeboatCore

/// Walking a tree, by open folders: no path is ever looked up twice, so nobody can swap a folder for a symlink on
/// the way, and names may be of any length.
extension ArchiveWriter {
    /// A folder that is being walked.
    private struct Frame {
        /// Open, or -1 when it was closed because the tree is deep.
        var fd: Int32
        var device: dev_t
        var inode: ino_t
        var listing: FolderListing
        var next = 0
        /// How much of ``ArchiveWriter/path`` is this folder, slash included.
        var pathLength: Int
    }

    /// How many folders stay open at once; those above are opened again, through `..`, on the way back.
    private static var openFolders: Int { 64 }

    /// Adds a folder with all that is in it, or a single file, under the name `name`.
    ///
    /// - Parameter root: a path; if it is a symlink, it is followed. It must exist and be readable.
    package func add(_ root: [UInt8], as name: [UInt8], _ options: Options = Options()) async throws {
        let text = DisplayName.text(of: root)
        path = name + [0]
        let found = try status(of: root)
        guard found.st_mode & S_IFMT == S_IFDIR else { return try await addSingle(root, found) }
        let fd = (root + [0]).withUnsafeBytes { Glibc.open(Self.text($0), O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard fd >= 0 else { throw LifeboatError(errno: errno, "read", text) }
        var frames: [Frame] = []
        defer { for frame in frames where frame.fd >= 0 { close(frame.fd) } }
        var ownBackups = options.ownBackups
        do {
            try ownBackups.refuse(folder: fd, text)
        } catch {
            close(fd)
            throw error
        }
        if let failure = try enter(fd, &frames) {
            throw LifeboatError(errno: failure, "read", text)
        }
        let rootDevice = frames[0].device
        let rootLength = frames[0].pathLength

        while !frames.isEmpty {
            try Task.checkCancellation()
            let top = frames.count - 1
            guard frames[top].next < frames[top].listing.entries.count else {
                leave(&frames)
                continue
            }
            let one = frames[top].listing.entries[frames[top].next]
            frames[top].next += 1
            path.removeSubrange(frames[top].pathLength...)
            path += frames[top].listing.names[one.offset...(one.offset + one.length)]
            let folder = frames[top].fd
            var kind = mode_t(one.type) << 12
            if kind == 0 {
                // The file system does not say what it is along with the name.
                guard let found = status(folder) else { continue }
                kind = found.st_mode & S_IFMT
            }
            if let exclude = options.exclude,
                path.withUnsafeBytes({
                    exclude(UnsafeRawBufferPointer(rebasing: $0[rootLength..<($0.count - 1)]), kind == S_IFDIR)
                })
            {
                continue
            }
            switch kind {
            case S_IFDIR:
                try addFolder(
                    in: folder, &frames, device: options.oneFileSystem ? rootDevice : nil, leavingOut: &ownBackups)
            case S_IFREG: try await addFile(in: folder)
            default: try addSpecial(in: folder)
            }
            try await tar.flush()
        }
    }

    /// The folder is described by its own descriptor; then its names are read.
    ///
    /// - Returns: an error number when it cannot be listed. Its own entry is in the archive then.
    private func enter(_ fd: Int32, _ frames: inout [Frame], device: dev_t? = nil) throws -> Int32? {
        var found = stat()
        guard fstat(fd, &found) == 0 else {
            let failure = errno
            close(fd)
            return failure
        }
        path[path.count - 1] = UInt8(ascii: "/")
        path.append(0)
        describe(found)
        addAttributes(of: .open(fd))
        try tar.begin(entry)
        count(\.folders)
        path.removeLast(2)
        path.append(0)
        if let device, device != found.st_dev {
            close(fd)
            note(.otherFileSystem)
            return nil
        }
        var listing = FolderListing()
        let failure = listing.read(fd)
        if frames.count >= Self.openFolders {
            let far = frames.count - Self.openFolders
            if frames[far].fd >= 0 { close(frames[far].fd) }
            frames[far].fd = -1
        }
        path[path.count - 1] = UInt8(ascii: "/")
        frames.append(
            Frame(fd: fd, device: found.st_dev, inode: found.st_ino, listing: listing, pathLength: path.count))
        return failure == 0 ? nil : failure
    }

    private func addFolder(
        in folder: Int32, _ frames: inout [Frame], device: dev_t?, leavingOut ownBackups: inout OwnBackups
    ) throws {
        let fd = withName { open(folder, $0, O_DIRECTORY) }
        guard fd >= 0 else {
            let failure = errno
            if failure == ENOTDIR || failure == ELOOP { return try addSpecial(in: folder) }
            guard failure != ENOENT else { return note(.vanished) }
            // It cannot be listed; that it is there, and whose it is, can still be kept.
            if let found = status(folder) {
                guard ![EACCES, EPERM].contains(failure) || !isFileSystemsOwn(found) else {
                    return note(.skipped, "the file system's own, which only root reads")
                }
                path[path.count - 1] = UInt8(ascii: "/")
                path.append(0)
                describe(found)
                try tar.begin(entry)
                count(\.folders)
                path.removeLast(2)
                path.append(0)
                note(.unreadable, failure: failure)
            }
            return
        }
        if ownBackups.contains(folder: fd) {
            close(fd)
            return note(.skipped, "the job's own backups")
        }
        if let failure = try enter(fd, &frames, device: device) {
            note(failure == ENOENT ? .vanished : .unreadable, failure: failure)
        }
    }

    /// Each volume with an ext4 file system has a `lost+found`, which is root's and as good as always empty: a backup of the volume
    /// by somebody else lacks nothing.
    private func isFileSystemsOwn(_ found: stat) -> Bool {
        path.dropLast().reversed().starts(with: "/lost+found".utf8.reversed()) && found.st_uid == 0
    }

    /// Goes back to the folder above; opens it again when it was closed.
    private func leave(_ frames: inout [Frame]) {
        let done = frames.removeLast()
        defer { close(done.fd) }
        guard let above = frames.last, above.fd < 0 else { return }
        let fd = open(done.fd, "..", O_DIRECTORY)
        var found = stat()
        if fd >= 0, fstat(fd, &found) == 0, found.st_dev == above.device, found.st_ino == above.inode {
            frames[frames.count - 1].fd = fd
            return
        }
        // The tree was rearranged while it was read: all that was to come from here up is not where it was.
        if fd >= 0 { close(fd) }
        path.removeSubrange((above.pathLength - 1)...)
        path.append(0)
        note(.changed, "the folder was moved while it was read")
        frames[frames.count - 1].next = above.listing.entries.count
    }

    private func addSingle(_ root: [UInt8], _ found: stat) async throws {
        let text = DisplayName.text(of: root)
        guard found.st_mode & S_IFMT == S_IFREG else {
            throw LifeboatError(.refused, "neither a file nor a folder: \(text)")
        }
        let fd = (root + [0]).withUnsafeBytes { Glibc.open(Self.text($0), O_RDONLY | O_NONBLOCK | O_CLOEXEC) }
        guard fd >= 0 else { throw LifeboatError(errno: errno, "read", text) }
        try await addOpenFile(fd)
        try await tar.flush()
    }

    private func status(of root: [UInt8]) throws -> stat {
        var found = stat()
        let status = (root + [0]).withUnsafeBytes { stat(Self.text($0), &found) }
        guard status == 0 else { throw LifeboatError(errno: errno, "read", DisplayName.text(of: root)) }
        return found
    }

    /// What the current path's last component is; notes it when that cannot be told.
    func status(_ folder: Int32) -> stat? {
        var found = stat()
        guard withName({ fstatat(folder, $0, &found, AT_SYMLINK_NOFOLLOW) }) == 0 else {
            let failure = errno
            if failure == ENOENT { note(.vanished) } else { note(.unreadable, failure: failure) }
            return nil
        }
        return found
    }

    /// The current path's last component as a C string.
    func withName<Value>(_ body: (UnsafePointer<CChar>) throws -> Value) rethrows -> Value {
        let start = (path.dropLast().lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1
        return try path.withUnsafeBytes { try body(Self.text(UnsafeRawBufferPointer(rebasing: $0[start...]))) }
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> UnsafePointer<CChar> {
        guard let base = bytes.baseAddress else { preconditionFailure("a C string without its zero") }
        return base.assumingMemoryBound(to: CChar.self)
    }
}
