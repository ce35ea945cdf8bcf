import Glibc
import LifeboatCore
import LifeboatStreams

/// The folders that a restore needs and that are not there yet.
enum RestoreFolders {
    /// Makes a folder, as private as all that Lifeboat makes, and those above it, which may hold what belongs to others:
    /// a database server, run by a user of its own, must get through them.
    static func make(_ path: [UInt8]) throws {
        try makeParents(of: path)
        try make(path, mode: 0o700)
    }

    /// Makes the folders above a path, which others may look into.
    static func makeParents(of path: [UInt8]) throws {
        let slash = UInt8(ascii: "/")
        let trimmed = path.prefix((path.lastIndex { $0 != slash } ?? -1) + 1)
        guard let end = trimmed.lastIndex(of: slash), end > 0 else { return }
        let above = Array(trimmed[..<end])
        if try Glob.kind(of: above, following: true) != nil { return }
        try makeParents(of: above)
        try make(above, mode: 0o755)
    }

    private static func make(_ path: [UInt8], mode: mode_t) throws {
        if try Glob.kind(of: path, following: true) != nil { return }
        guard mkdir(path.map { CChar(bitPattern: $0) } + [0], mode) == 0 || errno == EEXIST else {
            throw LifeboatError(errno: errno, "make the folder", DisplayName.text(of: path))
        }
    }
}
