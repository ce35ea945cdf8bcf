import Glibc
import LifeboatCore
import LifeboatStreams

/// The folders that a restore needs and that are not there yet.
enum RestoreFolders {
    /// Makes a folder and those above it, as private as all that Lifeboat makes.
    static func make(_ path: [UInt8]) throws {
        if try Glob.kind(of: path, following: true) != nil { return }
        let slash = UInt8(ascii: "/")
        if let end = path.dropLast().lastIndex(of: slash), end > 0 { try make(Array(path[..<end])) }
        guard mkdir(path.map { CChar(bitPattern: $0) } + [0], 0o700) == 0 || errno == EEXIST else {
            throw LifeboatError(errno: errno, "make the folder", DisplayName.text(of: path))
        }
    }
}
