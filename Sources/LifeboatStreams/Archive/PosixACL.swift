import CArchive

/// A POSIX access control list in the form in which the Linux kernel hands it out: the extended attributes
/// `system.posix_acl_access` and `system.posix_acl_default`.
///
/// Format (`linux/posix_acl_xattr.h`), little-endian: a version (32 bits, 2), then per entry a tag (16), the
/// permissions (16) and a user's or group's number (32).
struct PosixACL: Equatable {
    enum Kind: CaseIterable {
        case access
        /// What is made inside a folder gets.
        case inherited

        var attribute: String {
            switch self {
            case .access: "system.posix_acl_access"
            case .inherited: "system.posix_acl_default"
            }
        }

        /// libarchive's `ARCHIVE_ENTRY_ACL_TYPE_…`.
        var archiveType: Int32 {
            switch self {
            case .access: ARCHIVE_ENTRY_ACL_TYPE_ACCESS
            case .inherited: ARCHIVE_ENTRY_ACL_TYPE_DEFAULT
            }
        }
    }

    struct Entry: Equatable {
        var tag: UInt16
        var permissions: UInt16
        var id: UInt32
    }

    /// The kernel's tag and libarchive's, in the order in which the kernel wants them.
    private static let tags: [(kernel: UInt16, archive: Int32)] = [
        (0x01, ARCHIVE_ENTRY_ACL_USER_OBJ), (0x02, ARCHIVE_ENTRY_ACL_USER), (0x04, ARCHIVE_ENTRY_ACL_GROUP_OBJ),
        (0x08, ARCHIVE_ENTRY_ACL_GROUP), (0x10, ARCHIVE_ENTRY_ACL_MASK), (0x20, ARCHIVE_ENTRY_ACL_OTHER),
    ]
    private static let undefinedID = UInt32.max

    var entries: [Entry]

    /// Reads the attribute's value; `nil` when it is not version 2 of the format.
    init?(attribute bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 4, (bytes.count - 4) % 8 == 0,
            UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)) == 2
        else { return nil }
        entries = stride(from: 4, to: bytes.count, by: 8).map { offset in
            Entry(
                tag: UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)),
                permissions: UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 2, as: UInt16.self)),
                id: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)))
        }
    }

    /// Takes what libarchive read; `nil` when the entry has no list of this kind.
    init?(of entry: OpaquePointer, _ kind: Kind) {
        guard archive_entry_acl_count(entry, kind.archiveType) > 0 else { return nil }
        archive_entry_acl_reset(entry, kind.archiveType)
        entries = []
        var type: Int32 = 0
        var permissions: Int32 = 0
        var tag: Int32 = 0
        var id: Int32 = 0
        var name: UnsafePointer<CChar>?
        while archive_entry_acl_next(entry, kind.archiveType, &type, &permissions, &tag, &id, &name) == ARCHIVE_OK {
            guard let known = Self.tags.first(where: { $0.archive == tag }) else { return nil }
            var number = Self.undefinedID
            if tag == ARCHIVE_ENTRY_ACL_USER || tag == ARCHIVE_ENTRY_ACL_GROUP {
                number = UInt32(bitPattern: id)
                // GNU tar writes the name alone. A name that is not known here makes a list that the kernel refuses.
                if id == -1, let name {
                    let found =
                        tag == ARCHIVE_ENTRY_ACL_USER ? OwnerNames.user(named: name) : OwnerNames.group(named: name)
                    number = found ?? number
                }
            }
            entries.append(
                Entry(
                    tag: known.kernel, permissions: UInt16(truncatingIfNeeded: permissions & 7), id: number))
        }
        entries.sort { ($0.tag, $0.id) < ($1.tag, $1.id) }
    }

    /// The attribute's value.
    var attribute: [UInt8] {
        var bytes: [UInt8] = [2, 0, 0, 0]
        for entry in entries {
            for half in [entry.tag, entry.permissions] { bytes += [UInt8(half & 255), UInt8(half >> 8)] }
            for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: entry.id >> shift)) }
        }
        return bytes
    }

    /// Adds the list to an archive entry; with the names of users and groups, which other tools go by.
    ///
    /// libarchive keeps the three basic entries in the entry's mode, so that the mode's group bits become the owning
    /// group's own rights; `stat` would show the mask there.
    func add(to entry: OpaquePointer, _ kind: Kind, names: inout OwnerNames) {
        for one in entries {
            guard let tag = Self.tags.first(where: { $0.kernel == one.tag })?.archive else { continue }
            let name: [CChar]? =
                switch tag {
                case ARCHIVE_ENTRY_ACL_USER: names.user(one.id)
                case ARCHIVE_ENTRY_ACL_GROUP: names.group(one.id)
                default: nil
                }
            let id = Int32(bitPattern: one.id)
            archive_entry_acl_add_entry(entry, kind.archiveType, Int32(one.permissions), tag, id, name ?? [0])
        }
    }
}
