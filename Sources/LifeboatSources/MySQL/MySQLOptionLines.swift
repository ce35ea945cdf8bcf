import Foundation
import LifeboatCore

/// The lines of somebody's option files that say how to connect, and none of the others.
///
/// `[mysqldump] no-data` in such a file would make dumps without rows, `[mysql] force` restores that pass over errors:
/// a backup that succeeds and is none. What the programs are to do is ours to say, and that of `extra_keys`.
///
/// The format: https://mariadb.com/kb/en/configuring-mariadb-with-option-files/.
struct MySQLOptionLines {
    /// What of a file counts.
    enum Part {
        /// Which server, who we are, and how the connection is protected.
        case connection
        /// All of that but which server.
        case identity
        /// How the connection is protected.
        case protection
    }

    /// As deep as the programs follow `!include`.
    private static let deepest = 10
    /// More is no option file.
    private static let largest = 1 << 20

    private let part: Part
    private(set) var lines: [String] = []

    /// - Parameter path: absolute.
    /// - Throws: when it, or one that it includes, cannot be read, or everybody can write to it; the programs would
    ///   pass over it without a word.
    init(ofFile path: String, _ part: Part) throws {
        self.part = part
        try read(path, depth: 0)
    }

    private mutating func read(_ path: String, depth: Int) throws {
        guard depth <= Self.deepest else {
            throw LifeboatError(.configuration, "\(path) is included too deeply", hint: "does a file include itself?")
        }
        // A group ends with its file, and goes on behind a file that it includes, as in the programs.
        var group: String?
        for line in try Self.text(of: path).split(whereSeparator: \.isNewline) {
            let line = line.trimmingCharacters(in: .whitespaces)
            guard let first = line.first, first != "#", first != ";" else { continue }
            if first == "!" {
                try follow(line, in: path, depth)
                if let group { lines.append("[\(group)]") }
            } else if first == "[" {
                let name = line.dropFirst().prefix { $0 != "]" }.trimmingCharacters(in: .whitespaces)
                group = Self.groups.contains(name) ? name : nil
                if group != nil { lines.append("[\(name)]") }
            } else if group != nil, takes(line) {
                lines.append(line)
            }
        }
    }

    private mutating func follow(_ line: String, in path: String, _ depth: Int) throws {
        let words = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
        guard words.count == 2, words[1].hasPrefix("/") else {
            throw LifeboatError(
                .configuration, "\(path) includes a file without its absolute path", hint: "as in !include /etc/x.cnf")
        }
        let place = words[1].trimmingCharacters(in: .whitespaces)
        switch words[0] {
        case "!include": try read(place, depth: depth + 1)
        case "!includedir":
            let names: [String]
            do { names = try FileManager.default.contentsOfDirectory(atPath: place) } catch {
                throw LifeboatError(.notFound, "cannot read the folder \(place)", why: "\(path) includes it")
            }
            for name in names.sorted() where name.hasSuffix(".cnf") { try read("\(place)/\(name)", depth: depth + 1) }
        default: throw LifeboatError(.configuration, "\(path) has a line that is not understood: \(words[0])")
        }
    }

    private func takes(_ line: String) -> Bool {
        let name = MySQLOptionName(line.prefix { $0 != "=" }.trimmingCharacters(in: .whitespaces)).name
        let protects = name.hasPrefix("ssl") || name.hasPrefix("tls") || Self.protection.contains(name)
        return switch part {
        case .protection: protects
        case .identity: protects || Self.identity.contains(name)
        case .connection: protects || Self.identity.contains(name) || Self.server.contains(name)
        }
    }

    private static func text(of path: String) throws -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LifeboatError(errno: errno, "read", path) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var found = stat()
        guard fstat(descriptor, &found) == 0 else { throw LifeboatError(errno: errno, "read", path) }
        guard found.st_mode & S_IFMT != S_IFREG || found.st_mode & S_IWOTH == 0 else {
            throw LifeboatError(
                .refused, "everybody can write to \(path)", why: "so anybody could say which server is backed up",
                hint: "chmod o-w \(path)")
        }
        guard let data = try file.read(upToCount: largest + 1), !data.isEmpty else { return "" }
        guard data.count <= largest, let text = String(data: data, encoding: .utf8) else {
            throw LifeboatError(.configuration, "\(path) is no option file", why: "it is too large, or not UTF-8")
        }
        return text
    }

    /// Those that the client or the dump programs read.
    private static let groups: Set<String> = [
        "client", "client-server", "client-mariadb", "mysql", "mariadb", "mariadb-client", "mysqldump", "mariadb-dump",
    ]
    private static let server: Set<String> = ["host", "port", "socket", "protocol", "bind-address"]
    private static let identity: Set<String> = ["user", "password", "default-auth", "plugin-dir"]
    private static let protection: Set<String> = [
        "get-server-public-key", "server-public-key-path", "cleartext-plugin", "secure-auth",
    ]
}
