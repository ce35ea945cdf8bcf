import Glibc
package import LifeboatCore
import LifeboatStreams

extension Glob {
    /// The paths that match, sorted by their bytes. Symlinks match by their own names; `**` does not go through them.
    ///
    /// As in a shell, a name that begins with a dot is matched only by a component that begins with one. A folder
    /// that cannot be listed is an error: fewer matches would look like success. The `lost+found` that each volume has is none.
    package func expand() throws -> [[UInt8]] {
        var found: Set<[UInt8]> = []
        try expand(components[...], below: isAbsolute ? [UInt8(ascii: "/")] : [], into: &found)
        let kept = try isFolderOnly ? found.filter { try Self.kind(of: $0, following: true) == S_IFDIR } : found
        return kept.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private func expand(
        _ pattern: ArraySlice<Component>, below folder: [UInt8], into found: inout Set<[UInt8]>
    ) throws {
        guard let first = pattern.first else {
            if try Self.kind(of: folder, following: false) != nil { found.insert(folder) }
            return
        }
        let rest = pattern.dropFirst()
        if case .name(let name) = first { return try expand(rest, below: Self.path(folder, name), into: &found) }
        // Zero folders.
        if first == .folders,
            try Self.kind(of: folder.isEmpty ? [UInt8(ascii: ".")] : folder, following: true) == S_IFDIR
        {
            try expand(rest, below: folder, into: &found)
        }
        for name in try Self.names(in: folder) where !first.hides(name) {
            guard name.withUnsafeBytes({ Self.matches(first, $0) }) else { continue }
            let path = Self.path(folder, name)
            if name.elementsEqual("lost+found".utf8), Self.isClosedByRoot(path) { continue }
            if first == .folders {
                if try Self.kind(of: path, following: false) == S_IFDIR {
                    try expand(pattern, below: path, into: &found)
                } else if rest.isEmpty {
                    found.insert(path)
                }
            } else if rest.isEmpty {
                found.insert(path)
            } else if try Self.kind(of: path, following: true) == S_IFDIR {
                try expand(rest, below: path, into: &found)
            }
        }
    }

    private static func path(_ folder: [UInt8], _ name: [UInt8]) -> [UInt8] {
        folder.isEmpty || folder.last == UInt8(ascii: "/") ? folder + name : folder + [UInt8(ascii: "/")] + name
    }

    /// The kind of file, or `nil` when there is none.
    static func kind(of path: [UInt8], following: Bool) throws -> mode_t? {
        var found = Glibc.stat()
        let text = path.map { CChar(bitPattern: $0) } + [0]
        if fstatat(AT_FDCWD, text, &found, following ? 0 : AT_SYMLINK_NOFOLLOW) == 0 { return found.st_mode & S_IFMT }
        let failure = errno
        guard [ENOENT, ENOTDIR, ELOOP].contains(failure) else {
            throw LifeboatError(errno: failure, "read", DisplayName.text(of: path))
        }
        return nil
    }

    /// Whether it is a folder of root's that nobody else may read.
    private static func isClosedByRoot(_ folder: [UInt8]) -> Bool {
        let path = folder.map { CChar(bitPattern: $0) } + [0]
        var found = Glibc.stat()
        return fstatat(AT_FDCWD, path, &found, AT_SYMLINK_NOFOLLOW) == 0 && found.st_mode & S_IFMT == S_IFDIR
            && found.st_uid == 0 && faccessat(AT_FDCWD, path, R_OK | X_OK, AT_EACCESS) != 0
    }

    private static func names(in folder: [UInt8]) throws -> [[UInt8]] {
        let path = (folder.isEmpty ? [UInt8(ascii: ".")] : folder).map { CChar(bitPattern: $0) } + [0]
        guard let listing = opendir(path) else {
            let failure = errno
            if failure == ENOENT || failure == ENOTDIR { return [] }
            throw LifeboatError(errno: failure, "list", DisplayName.text(of: folder))
        }
        defer { closedir(listing) }
        var names: [[UInt8]] = []
        errno = 0
        while let entry = readdir(listing), let place = MemoryLayout<dirent>.offset(of: \.d_name) {
            let name = UnsafeRawPointer(entry) + place
            let length = strlen(name.assumingMemoryBound(to: CChar.self))
            let bytes = Array(UnsafeRawBufferPointer(start: name, count: length))
            if bytes != [46], bytes != [46, 46] { names.append(bytes) }
            errno = 0
        }
        guard errno == 0 else { throw LifeboatError(errno: errno, "list", DisplayName.text(of: folder)) }
        return names
    }
}
