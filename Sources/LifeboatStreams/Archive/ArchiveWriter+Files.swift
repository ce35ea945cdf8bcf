import CArchive
import CShims
import Glibc
import LifeboatCore

/// What is in a tree: files with their data, and everything else.
extension ArchiveWriter {
    /// How many bytes are read before the pace is asked again: small files should not pay for it one by one.
    private static var paceStep: Int { 256 << 10 }

    /// Adds the file that the current path names.
    func addFile(in folder: Int32) async throws {
        let fd = withName { open(folder, $0) }
        guard fd >= 0 else {
            let failure = errno
            switch failure {
            case ENOENT: return note(.vanished)
            // It was a file when the folder was listed; it is a symlink or a socket now.
            case ELOOP, ENXIO: return try addSpecial(in: folder)
            default: return note(.unreadable, failure: failure)
            }
        }
        try await addOpenFile(fd)
    }

    /// Adds an open file, and closes it.
    ///
    /// The archive says a file's size before its data. So a file that shrinks meanwhile is filled up with zeros, one
    /// that grows is cut, and both are named.
    func addOpenFile(_ fd: Int32) async throws {
        defer { close(fd) }
        var before = stat()
        guard fstat(fd, &before) == 0 else { return note(.unreadable, failure: errno) }
        guard before.st_mode & S_IFMT == S_IFREG else {
            return note(.changed, "something else took its place while the folder was read")
        }
        if let first = firstName(of: before) { return try addHardLink(before, to: first) }
        let size = Int64(before.st_size)
        describe(before)
        archive_entry_set_size(entry, size)
        addAttributes(of: .open(fd))
        // Fewer blocks than its size needs: there may be holes. Or the file system compresses.
        let parts = size > Int64(before.st_blocks) * 512 && canBeSparse ? dataParts(of: fd, size: size) : nil
        if let parts {
            for part in parts { archive_entry_sparse_add_entry(entry, part.lowerBound, Int64(part.count)) }
            if parts.isEmpty { archive_entry_sparse_add_entry(entry, 0, 0) }
        }
        try tar.begin(entry)
        remember(before)
        count(\.files)
        count(\.bytes, size)
        guard size > 0 else { return noteHiddenContents(of: fd) }

        var position: Int64 = 0
        var failure: Int32 = 0
        for part in parts ?? [0..<size] {
            try await fill(part.lowerBound - position)
            position = part.lowerBound
            failure = try await copy(fd, from: &position, to: part.upperBound, inPlace: parts == nil)
            if position < part.upperBound { break }
        }
        let reached = position
        // The holes at the end; or, of a file that could not be read to its end, the rest.
        try await fill(size - position)
        let whole = failure == 0 && (reached == size || parts.map { reached == $0.last?.upperBound ?? 0 } ?? false)
        noteChanges(of: fd, since: before, whole: whole, failure: failure)
    }

    /// Some file systems (`/proc`, FUSE) say a size of zero for files that have contents.
    private func noteHiddenContents(of fd: Int32) {
        var byte: UInt8 = 0
        if pread(fd, &byte, 1, 0) > 0 {
            note(.changed, "it says that it is empty and is not; the archive has it empty")
        }
    }

    /// libarchive (3.6, 3.7) cuts the name of a sparse file that is both longer than tar's own header holds and not
    /// UTF-8. Such a file is archived with its holes filled in: a right name is worth more.
    private var canBeSparse: Bool {
        path.count <= 100 || String(validating: path.dropLast(), as: UTF8.self) != nil
    }

    private func noteChanges(of fd: Int32, since before: stat, whole: Bool, failure: Int32) {
        var after = stat()
        if failure != 0 {
            note(.unreadable, failure: failure, "the rest of it is zeros in the archive")
        } else if fstat(fd, &after) != 0 {
            note(.unreadable, failure: errno)
        } else if !whole || after.st_size < before.st_size {
            note(.changed, "it became shorter while it was read; the rest of it is zeros in the archive")
        } else if after.st_size > before.st_size {
            note(.changed, "it grew while it was read; the archive has what it was when reading began")
        } else if !same(after.st_mtim, before.st_mtim) || !same(after.st_ctim, before.st_ctim) {
            note(.changed, "it changed while it was read")
        }
    }

    private func same(_ one: timespec, _ other: timespec) -> Bool {
        one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec
    }

    /// Copies file data; without `inPlace` by way of a buffer, see ``TarOutput/spare``.
    ///
    /// - Returns: 0 or an error number. `position` is how far it came: less than `end` when the file ended before.
    private func copy(
        _ fd: Int32, from position: inout Int64, to end: Int64, inPlace: Bool
    ) async throws -> Int32 {
        var unpaced = 0
        while position < end {
            let memory = inPlace ? tar.spare : buffer
            let count = pread(fd, memory.baseAddress, min(memory.count, Int(end - position)), off_t(position))
            if count < 0, errno == EINTR { continue }
            if count < 0 { return errno }
            if count == 0 { return 0 }
            try tar.write(UnsafeRawBufferPointer(rebasing: memory[..<count]))
            position += Int64(count)
            unpaced += count
            try await tar.flush()
            if unpaced >= Self.paceStep {
                try await pace(unpaced)
                unpaced = 0
            }
        }
        if unpaced > 0 { try await pace(unpaced) }
        return 0
    }

    /// Zeros: for what could not be read. In a hole libarchive counts them and writes nothing.
    private func fill(_ count: Int64) async throws {
        var rest = count
        while rest > 0 {
            let size = Int(min(rest, Int64(Self.zeros.count)))
            try Self.zeros.withUnsafeBytes { try tar.write(UnsafeRawBufferPointer(rebasing: $0[..<size])) }
            rest -= Int64(size)
            try await tar.flush()
        }
    }

    private static let zeros = [UInt8](repeating: 0, count: 256 << 10)

    /// Where the file has data; `nil` when it has no holes, or the file system cannot say.
    private func dataParts(of fd: Int32, size: Int64) -> [Range<Int64>]? {
        var parts: [Range<Int64>] = []
        var position: off_t = 0
        while position < off_t(size) {
            let start = lseek(fd, position, lifeboat_seek_data())
            if start < 0, errno == ENXIO { break }
            guard start >= 0 else { return nil }
            if start >= off_t(size) { break }
            let end = lseek(fd, start, lifeboat_seek_hole())
            guard end > start else { return nil }
            parts.append(Int64(start)..<min(Int64(end), size))
            position = end
        }
        return parts == [0..<size] ? nil : parts
    }

    /// Adds what is neither a file nor a folder.
    func addSpecial(in folder: Int32) throws {
        guard let found = status(folder) else { return }
        let kind = found.st_mode & S_IFMT
        if kind == S_IFSOCK { return note(.skipped, "a socket") }
        guard kind != S_IFREG, kind != S_IFDIR else {
            return note(.changed, "something else took its place while the folder was read")
        }
        if let first = firstName(of: found) { return try addHardLink(found, to: first) }
        describe(found)
        if kind == S_IFLNK {
            guard let end = withName({ Self.readLink(folder, $0) }) else {
                let failure = errno
                return failure == ENOENT ? note(.vanished) : note(.unreadable, failure: failure)
            }
            archive_entry_copy_symlink(entry, end)
        } else if kind != S_IFIFO {
            archive_entry_set_rdev(entry, found.st_rdev)
        }
        addAttributes(of: withName { .file($0, in: folder) })
        try tar.begin(entry)
        remember(found)
        count(kind == S_IFLNK ? \.symlinks : \.specialFiles)
    }

    private static func readLink(_ folder: Int32, _ name: UnsafePointer<CChar>) -> [CChar]? {
        // A symlink's end is at most a page long.
        var end = [CChar](repeating: 0, count: 4097)
        let length = readlinkat(folder, name, &end, end.count - 1)
        guard length >= 0 else { return nil }
        return Array(end[..<length]) + [0]
    }
}
