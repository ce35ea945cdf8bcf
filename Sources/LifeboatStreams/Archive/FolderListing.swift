import Glibc

/// The names in one folder, sorted by their bytes, so that the same tree always gives the same archive.
struct FolderListing {
    struct Entry {
        /// Where the name begins in ``FolderListing/names``.
        var offset: Int
        var length: Int
        /// `DT_REG` and so on: the file's mode, shifted right by 12; 0 on file systems that do not tell.
        var type: UInt8
    }

    /// All names one after the other, each with a zero behind it.
    private(set) var names: [UInt8] = []
    private(set) var entries: [Entry] = []

    /// Reads an open folder. Leaves `fd` open.
    ///
    /// - Returns: 0, or the error number of what failed; the entries read before that remain.
    mutating func read(_ fd: Int32) -> Int32 {
        // The folder stream owns its descriptor; ours stays for the *at calls.
        let own = fcntl(fd, F_DUPFD_CLOEXEC, 0)
        guard own >= 0 else { return errno }
        guard let folder = fdopendir(own) else {
            let failure = errno
            close(own)
            return failure
        }
        defer { closedir(folder) }
        errno = 0
        while let entry = readdir(folder) {
            guard let place = MemoryLayout<dirent>.offset(of: \.d_name) else { break }
            let name = UnsafeRawPointer(entry) + place
            let length = strlen(name.assumingMemoryBound(to: CChar.self))
            let first = name.load(as: UInt8.self)
            let dots = first == 46 && (length == 1 || length == 2 && name.load(fromByteOffset: 1, as: UInt8.self) == 46)
            if !dots {
                entries.append(Entry(offset: names.count, length: length, type: entry.pointee.d_type))
                names.append(contentsOf: UnsafeRawBufferPointer(start: name, count: length + 1))
            }
            errno = 0
        }
        let failure = errno
        sort()
        return failure
    }

    private mutating func sort() {
        names.withUnsafeBytes { names in
            guard let base = names.baseAddress else { return }
            entries.sort { left, right in
                // The zero behind each name makes the shorter of two the smaller.
                memcmp(base + left.offset, base + right.offset, min(left.length, right.length) + 1) < 0
            }
        }
    }
}
