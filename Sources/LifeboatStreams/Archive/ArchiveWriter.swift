import CArchive
import CShims
import Glibc
package import LifeboatCore

/// Turns file trees into one tar archive (POSIX pax): owners, modes, times in nanoseconds, symlinks, hard links,
/// holes, extended attributes, ACLs, device nodes, and names of any bytes.
///
/// What cannot be read, changes or vanishes is named in the summary and never ends the archive: a tree in use is
/// never quiet. Only a root that cannot be read, or a failing writer, throws.
///
/// The calls block on the disk: use it on a thread of your own (``onStageThread(_:_:)``).
package final class ArchiveWriter {
    package typealias Exclude = @Sendable (_ path: UnsafeRawBufferPointer, _ isFolder: Bool) -> Bool

    package struct Options: Sendable {
        /// Folders on other file systems are archived empty.
        package var oneFileSystem = false
        /// Says of a path below the root, by its bytes relative to it and whether it is a folder, if it is to be left
        /// out, with all below it.
        package var exclude: Exclude?

        /// Folders that are left out wherever they are met.
        package var ownBackups: OwnBackups

        package init(
            oneFileSystem: Bool = false, exclude: Exclude? = nil, ownBackups: OwnBackups = OwnBackups([])
        ) {
            self.oneFileSystem = oneFileSystem
            self.exclude = exclude
            self.ownBackups = ownBackups
        }
    }

    /// A thing in the archive that has more names to come.
    private struct Inode: Hashable {
        var device: dev_t
        var number: ino_t
    }

    private struct Linked {
        var path: [UInt8]
        var namesToCome: UInt
    }

    let tar: TarOutput
    let entry: OpaquePointer
    let pace: @Sendable (Int) async throws -> Void
    package private(set) var summary = ArchiveSummary()
    /// The path in the archive of what is being added, with a zero at its end.
    var path: [UInt8] = []
    /// For data that cannot be read to where it will be sent from.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 4096)
    private var owners = OwnerNames()
    private var attributes = ExtendedAttributes()
    private var linked: [Inode: Linked] = [:]
    /// `O_NOATIME` until the kernel refuses it once: only a file's owner and root may ask for it.
    private var quietly = lifeboat_o_noatime()

    /// - Parameters:
    ///   - pace: called with each number of bytes read from the disk; it may wait.
    package init(
        to output: any ByteWriter, pool: BlockPool, pace: @escaping @Sendable (Int) async throws -> Void = { _ in }
    ) throws {
        tar = try TarOutput(output, pool: pool)
        guard let entry = archive_entry_new() else { throw LifeboatError(errno: ENOMEM, "start", "an archive") }
        self.entry = entry
        self.pace = pace
    }

    deinit {
        archive_entry_free(entry)
        buffer.deallocate()
    }

    /// Writes the archive's end. Nothing can be added after it.
    package func finish() async throws -> ArchiveSummary {
        try await tar.finish()
        return summary
    }

    // MARK: - What walking uses

    /// Opens for reading, without following a symlink and without waiting for the other end of a pipe.
    func open(_ folder: Int32, _ name: UnsafePointer<CChar>, _ flags: Int32 = 0) -> Int32 {
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | flags
        let fd = lifeboat_openat(folder, name, flags | quietly, 0)
        guard fd < 0, errno == EPERM, quietly != 0 else { return fd }
        quietly = 0
        return lifeboat_openat(folder, name, flags, 0)
    }

    /// Begins an entry with what is known of the file. The rest (size, link, holes) is the caller's.
    func describe(_ found: stat) {
        archive_entry_clear(entry)
        path.withUnsafeBytes { path in
            archive_entry_copy_pathname(entry, path.baseAddress?.assumingMemoryBound(to: CChar.self))
        }
        archive_entry_set_mode(entry, found.st_mode)
        archive_entry_set_uid(entry, la_int64_t(found.st_uid))
        archive_entry_set_gid(entry, la_int64_t(found.st_gid))
        if let name = owners.user(found.st_uid) { archive_entry_copy_uname(entry, name) }
        if let name = owners.group(found.st_gid) { archive_entry_copy_gname(entry, name) }
        let modified = PaxTime.archived(found.st_mtim)
        archive_entry_set_mtime(entry, modified.tv_sec, modified.tv_nsec)
        archive_entry_set_size(entry, 0)
    }

    /// Adds extended attributes and ACLs to the entry; notes what cannot be read.
    ///
    /// `security.selinux` is left out: labels belong to the policy of the machine that the files lie on.
    func addAttributes(of place: ExtendedAttributes.Place) {
        let entry = entry
        var owners = owners
        let failure = attributes.forEach(of: place) { name, value in
            if strncmp(name, "system.", 7) == 0 {
                for kind in PosixACL.Kind.allCases where strcmp(name, kind.attribute) == 0 {
                    PosixACL(attribute: value)?.add(to: entry, kind, names: &owners)
                }
            } else if strcmp(name, "security.selinux") != 0 {
                archive_entry_xattr_add_entry(entry, name, value.baseAddress, value.count)
            }
        }
        self.owners = owners
        if failure != 0 { note(.unreadable, failure: failure, "extended attributes") }
    }

    /// The name under which this file is in the archive already, if it is. Otherwise remembers the one it has now.
    func firstName(of found: stat) -> [UInt8]? {
        guard found.st_nlink > 1 else { return nil }
        let inode = Inode(device: found.st_dev, number: found.st_ino)
        guard let known = linked[inode] else { return nil }
        // Forgotten after the last name: what stays in memory is what links out of the tree.
        linked[inode] = known.namesToCome > 1 ? Linked(path: known.path, namesToCome: known.namesToCome - 1) : nil
        return known.path
    }

    func remember(_ found: stat) {
        guard found.st_nlink > 1 else { return }
        linked[Inode(device: found.st_dev, number: found.st_ino)] =
            Linked(path: path, namesToCome: UInt(found.st_nlink) - 1)
    }

    /// Writes another name of something that is in the archive.
    func addHardLink(_ found: stat, to first: [UInt8]) throws {
        describe(found)
        first.withUnsafeBytes { first in
            archive_entry_copy_hardlink(entry, first.baseAddress?.assumingMemoryBound(to: CChar.self))
        }
        try tar.begin(entry)
        count(\.hardLinks)
    }

    func count(_ what: WritableKeyPath<ArchiveSummary, Int64>, _ number: Int64 = 1) {
        summary[keyPath: what] += number
    }

    /// Names the current path in the summary.
    func note(_ reason: Omission.Reason, _ detail: String? = nil) {
        summary.note(path.prefix { $0 != 0 }, reason, detail)
    }

    func note(_ reason: Omission.Reason, failure: Int32, _ detail: String? = nil) {
        let why = String(cString: strerror(failure))
        note(reason, detail.map { "\($0): \(why)" } ?? why)
    }
}
