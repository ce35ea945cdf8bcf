import CShims
import Foundation
import LifeboatCore
import LifeboatProcesses

/// The `sqlite3` program and how it is called. Paths travel as percent-encoded URIs, statements by stdin: nothing
/// passes a shell, and no dot-command ever contains a name.
enum SQLiteProgram {
    enum Access: String {
        case readOnly = "ro"
        case readWrite = "rw"
    }

    /// - Parameter options: put before the file, as `-safe`.
    static func command(_ path: String, _ access: Access, _ options: [String] = []) -> Command {
        // Without -init it would read the user's ~/.sqliterc.
        Command(
            "sqlite3", ["-batch", "-bail", "-init", "/dev/null"] + options + [uri(path, access)],
            debianPackage: "sqlite3")
    }

    static func version() async throws -> String {
        let output = try await Command("sqlite3", ["-version"], debianPackage: "sqlite3").collect()
        return String(String(decoding: output, as: UTF8.self).prefix { $0 != " " && !$0.isNewline })
    }

    /// `file:/a%20b.db?mode=ro`. See https://sqlite.org/uri.html.
    static func uri(_ path: String, _ access: Access) -> String {
        let digits = Array("0123456789ABCDEF")
        var encoded = ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                encoded.unicodeScalars.append(UnicodeScalar(byte))
            default: encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return "file:\(encoded)?mode=\(access.rawValue)"
    }

    /// Whether the file can be read and begins as a database does; says so in clearer words than the program.
    static func checkHeader(_ path: String) throws {
        let descriptor = lifeboat_open(path, O_RDONLY | O_NONBLOCK, 0)
        guard descriptor >= 0 else { throw LifeboatError(errno: errno, "open", path) }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 16)
        let count = read(descriptor, &header, header.count)
        guard count >= 0 else { throw LifeboatError(errno: errno, "read", path) }
        // SQLite takes an empty file for an empty database, and applications leave such files.
        guard count == 0 || header == Array("SQLite format 3\0".utf8) else {
            throw LifeboatError(
                .refused, "\(path) is not an SQLite database",
                hint: "exclude it; when it is encrypted (SQLCipher), back it up with an external job and its own tool")
        }
    }

    /// The program's failure in words that say what to do.
    static func explain(_ error: LifeboatError, _ path: String) -> LifeboatError {
        guard error.kind == .failed, let why = error.why else { return error }
        func explained(_ kind: LifeboatError.Kind, _ what: String, _ hint: String) -> LifeboatError {
            LifeboatError(kind, what, why: why, hint: hint, places: error.places)
        }
        if why.contains("not a database") {
            return explained(
                .refused, "\(path) is not an SQLite database", "exclude it, or is it encrypted or badly damaged?")
        }
        if why.contains("is locked") || why.contains("is busy") {
            return explained(
                .temporary, "\(path) is locked", "another program holds it exclusively; back it up at another time")
        }
        if why.contains("malformed") || why.contains("disk I/O error") {
            return explained(
                .corrupted, "\(path) is damaged",
                "look with `PRAGMA integrity_check`, save what is left with `.recover`, restore an older backup")
        }
        if why.contains("disk is full") {
            return explained(.noSpace, "cannot write \(path)", "the volume is full; free some space or enlarge it")
        }
        let needsSharedMemory =
            "in WAL mode its folder must be writable, for its -shm file, unless its application has it open"
        if why.contains("readonly database"), isInWALMode(path) {
            return explained(.accessDenied, "cannot open \(path)", needsSharedMemory)
        }
        if why.contains("readonly database") {
            return explained(
                .refused, "\(path) was left in the middle of a transaction",
                "start its application once (or open it with sqlite3), which rolls the transaction back")
        }
        if why.contains("unable to open") {
            return explained(.accessDenied, "cannot open \(path)", needsSharedMemory)
        }
        return error
    }

    /// By its header (https://sqlite.org/fileformat.html, section 1.3): the version that is needed to read it.
    private static func isInWALMode(_ path: String) -> Bool {
        let descriptor = lifeboat_open(path, O_RDONLY | O_NONBLOCK, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var version: UInt8 = 0
        return pread(descriptor, &version, 1, 19) == 1 && version == 2
    }
}
