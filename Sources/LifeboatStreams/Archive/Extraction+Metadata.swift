import CShims
import Glibc
import LifeboatCore

/// Owners, modes, attributes and times. What this process has no right to set is named in the summary; the file
/// itself is restored.
extension Extraction {
    /// Sets all that an open file or folder can have. The order matters: a new owner clears the set-user-ID bits and
    /// capabilities, a mode may forbid attributes, a list changes the mode, and all of it the time.
    func apply(_ metadata: FileMetadata, to fd: Int32, isFolder: Bool) {
        let mode = permitted(metadata) { fchown(fd, $0, $1) }
        set(metadata.attributes, of: .open(fd))
        if listsAreInherited {
            lifeboat_fremovexattr(fd, PosixACL.Kind.access.attribute)
            if isFolder { lifeboat_fremovexattr(fd, PosixACL.Kind.inherited.attribute) }
        }
        if fchmod(fd, mode) != 0 { note("its mode cannot be set", errno) }
        for (kind, list) in [(PosixACL.Kind.access, metadata.accessList), (.inherited, metadata.inheritedList)] {
            guard let list else { continue }
            let failure = list.attribute.withUnsafeBytes { ExtendedAttributes.set(kind.attribute, $0, of: .open(fd)) }
            if failure != 0 { note("its access list cannot be set", failure) }
        }
        if futimens(fd, metadata.times) != 0 { note("its time cannot be set", errno) }
    }

    /// The same for what cannot be opened.
    ///
    /// - Parameter mode: `nil` for a symlink, which has none of its own.
    func apply(_ metadata: FileMetadata, to name: UnsafePointer<CChar>, in folder: Int32, mode: mode_t?) {
        let permitted = permitted(metadata) { fchownat(folder, name, $0, $1, AT_SYMLINK_NOFOLLOW) }
        if !metadata.attributes.isEmpty { set(metadata.attributes, of: .file(name, in: folder)) }
        if mode != nil, fchmodat(folder, name, permitted, AT_SYMLINK_NOFOLLOW) != 0 {
            note("its mode cannot be set", errno)
        }
        if mode != nil, let list = metadata.accessList {
            let failure = list.attribute.withUnsafeBytes {
                ExtendedAttributes.set(PosixACL.Kind.access.attribute, $0, of: .file(name, in: folder))
            }
            if failure != 0 { note("its access list cannot be set", failure) }
        }
        if utimensat(folder, name, metadata.times, AT_SYMLINK_NOFOLLOW) != 0 { note("its time cannot be set", errno) }
    }

    /// Gives it its owner, by number, and says which mode it may have then: without its owner, a set-user-ID file
    /// would lend the rights of somebody else.
    private func permitted(_ metadata: FileMetadata, _ change: (uid_t, gid_t) -> Int32) -> mode_t {
        let owned: Bool
        if let user = uid_t(exactly: metadata.user), let group = gid_t(exactly: metadata.group),
            user != uid_t.max, group != gid_t.max, isRoot || user == geteuid()
        {
            owned = change(user, group) == 0
        } else {
            owned = false
        }
        if !owned { summary.ownersLeftOut = true }
        return metadata.mode & (owned ? 0o7777 : 0o1777)
    }

    private func set(_ attributes: [(name: [CChar], value: [UInt8])], of place: ExtendedAttributes.Place) {
        for (name, value) in attributes {
            let failure = value.withUnsafeBytes { ExtendedAttributes.set(name, $0, of: place) }
            guard failure != 0 else { continue }
            let text = DisplayName.text(of: name.dropLast().map { UInt8(bitPattern: $0) })
            note("its attribute \(text) cannot be set", failure)
        }
    }

    private func note(_ what: String, _ failure: Int32) {
        summary.note(member, .skipped, "\(what): \(String(cString: strerror(failure)))")
    }
}
