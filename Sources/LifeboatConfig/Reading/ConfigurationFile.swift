import Foundation
import LifeboatCore

/// Reads a configuration file's text, and says what is wrong with it before YAML has a look.
enum ConfigurationFile {
    /// More is no configuration.
    static let sizeLimit = 4 << 20

    /// Whether there is something of this name. What cannot be looked at counts as being there: opening it says why.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 || (errno != ENOENT && errno != ENOTDIR)
    }

    /// Whether a name is that of a file to read; a folder is none, nor is a name that is not there.
    ///
    /// - Throws: when that cannot be known, or the name is a link that leads nowhere: a job would be missed without a word.
    static func isFile(_ path: String) throws(ConfigurationFileError) -> Bool {
        var status = stat()
        if stat(path, &status) == 0 { return status.st_mode & S_IFMT != S_IFDIR }
        let failure = errno
        guard failure == ENOENT || failure == ENOTDIR else {
            throw ConfigurationFileError(LifeboatError(errno: failure, "look at", path))
        }
        guard lstat(path, &status) == 0 else { return false }
        throw ConfigurationFileError("\(path) is a symbolic link to a file that is not there")
    }

    /// - Throws: a problem that names the file.
    static func text(of path: String) throws(ConfigurationFileError) -> String {
        let bytes = try read(path)
        // The mark that some editors put at the beginning; it would count as indentation.
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard let text = String(validating: bytes[start...], as: UTF8.self) else {
            let position = position(of: firstInvalid(bytes[start...]), in: bytes[start...])
            throw ConfigurationFileError(
                "the file is not UTF-8 text", line: position.line, column: position.column, hint: "save it as UTF-8")
        }
        if let place = forbiddenCharacter(in: text) {
            throw ConfigurationFileError(
                "YAML does not allow the character \(place.scalar.escaped(asASCII: true)) here",
                line: place.line, column: place.column, hint: "in double quotes it can be written with a backslash")
        }
        return text
    }

    /// The names in a folder that are asked for; none when there is no such folder.
    ///
    /// - Throws: when there is one that cannot be read, or such a name is no text: a file would be missed without a word.
    static func names(
        in folder: String, where isWanted: ([UInt8]) -> Bool
    ) throws(ConfigurationFileError) -> [String] {
        guard let listing = opendir(folder) else {
            let failure = errno
            if failure == ENOENT || failure == ENOTDIR { return [] }
            throw ConfigurationFileError(LifeboatError(errno: failure, "list", folder))
        }
        defer { closedir(listing) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(listing) else {
                guard errno == 0 else { throw ConfigurationFileError(LifeboatError(errno: errno, "list", folder)) }
                return names
            }
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard bytes != Array(".".utf8), bytes != Array("..".utf8), isWanted(bytes) else { continue }
            guard let name = String(validating: bytes, as: UTF8.self) else {
                throw ConfigurationFileError(
                    "\(folder) holds a name that is not UTF-8 text: \(String(decoding: bytes, as: UTF8.self))",
                    hint: "rename it")
            }
            names.append(name)
        }
    }

    private static func read(_ path: String) throws(ConfigurationFileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ConfigurationFileError(LifeboatError(errno: errno, "open", path)) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        var count = 0
        while true {
            let space = bytes.count - count
            let got = bytes.withUnsafeMutableBytes {
                Foundation.read(descriptor, $0.baseAddress.map { $0 + count }, space)
            }
            if got < 0, errno == EINTR { continue }
            if got < 0, errno == EISDIR { throw ConfigurationFileError("\(path) is a folder, not a file") }
            guard got >= 0 else { throw ConfigurationFileError(LifeboatError(errno: errno, "read", path)) }
            if got == 0 { break }
            count += got
            guard count <= sizeLimit else {
                throw ConfigurationFileError("\(path) is larger than \(sizeLimit >> 20) MiB: it is no configuration")
            }
            if count == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
        }
        return Array(bytes[..<count])
    }

    /// What the YAML parser would refuse without saying where.
    private static func forbiddenCharacter(in text: String) -> (scalar: Unicode.Scalar, line: Int, column: Int)? {
        var line = 1
        var column = 1
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A:
                line += 1
                column = 1
                continue
            case 0x09, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF:
                column += 1
            default: return (scalar, line, column)
            }
        }
        return nil
    }

    private static func firstInvalid(_ bytes: ArraySlice<UInt8>) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += UTF8.width(scalar) }
        return bytes.startIndex + offset
    }

    private static func position(of index: Int, in bytes: ArraySlice<UInt8>) -> (line: Int, column: Int) {
        let before = bytes[..<index]
        let newline = UInt8(ascii: "\n")
        let lineStart = before.lastIndex(of: newline).map { $0 + 1 } ?? before.startIndex
        return (
            before.count { $0 == newline } + 1,
            String(decoding: before[lineStart...], as: UTF8.self).unicodeScalars.count + 1
        )
    }
}
