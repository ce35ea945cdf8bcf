import CArchive
import CShims
import Glibc

/// What an archive says of a file besides its data.
struct FileMetadata {
    var mode: mode_t
    /// As in the archive: may be a number that no system knows.
    var user: Int64
    var group: Int64
    var modified: timespec
    var attributes: [(name: [CChar], value: [UInt8])] = []
    var accessList: PosixACL?
    var inheritedList: PosixACL?

    init(of entry: OpaquePointer) {
        mode = archive_entry_perm(entry)
        user = Int64(archive_entry_uid(entry))
        group = Int64(archive_entry_gid(entry))
        modified = PaxTime.restored(
            timespec(tv_sec: archive_entry_mtime(entry), tv_nsec: archive_entry_mtime_nsec(entry)))
        accessList = PosixACL(of: entry, .access)
        inheritedList = PosixACL(of: entry, .inherited)
        guard archive_entry_xattr_count(entry) > 0 else { return }
        archive_entry_xattr_reset(entry)
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        while archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK {
            guard let name else { continue }
            attributes.append(
                (
                    Array(UnsafeBufferPointer(start: name, count: strlen(name) + 1)),
                    Array(UnsafeRawBufferPointer(start: value, count: size))
                ))
        }
    }

    /// The last access is left to the system: it is now.
    var times: [timespec] { [timespec(tv_sec: 0, tv_nsec: lifeboat_utime_omit()), modified] }
}
