import Foundation
import LifeboatCore

/// What a command said about the file it made.
///
/// nxs-backup's keys, all required: `full_path` (where the file lies), `basename` and `extension` (for the object's
/// name), and `gzip`. The last says that the file *is* compressed already, which adds `.gz` to the name; it never
/// asks for compression. It documents the strings `"true"` and `"false"`; here every usual word and a real boolean
/// will do.
struct ExternalAnswer: Equatable {
    var path: String
    var name: String
    /// Without a dot in front; ends with `gz` when the file is compressed.
    var fileExtension: String
    /// The command said that the file is compressed.
    var isCompressed: Bool

    /// - Parameter shown: how a part of the output may be told to people.
    init(parsing output: [UInt8], shownAs shown: (String) -> String = { $0 }) throws {
        let text = String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { throw Self.error("it printed nothing on stdout") }
        guard let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
            throw Self.error("stdout is not one JSON object: \(shown(text).prefix(200))")
        }
        path = try Self.string("full_path", object)
        name = try Self.string("basename", object)
        guard path.hasPrefix("/") else { throw Self.error("full_path is not absolute: \(shown(path))") }
        guard !path.utf8.contains(0), !name.utf8.contains(0) else { throw Self.error("a name contains a NUL byte") }
        guard !name.isEmpty else { throw Self.error("basename is empty") }
        fileExtension = String(try Self.string("extension", object).drop { $0 == "." })
        isCompressed = try Self.isTrue("gzip", object)
        if isCompressed, !fileExtension.hasSuffix(".gz"), fileExtension != "gz" {
            fileExtension += fileExtension.isEmpty ? "gz" : ".gz"
        }
    }

    private static func string(_ key: String, _ object: [String: Any]) throws -> String {
        guard let value = object[key] else { throw error("the key \(key) is missing") }
        guard let text = value as? String else { throw error("\(key) is not a string") }
        return text
    }

    private static func isTrue(_ key: String, _ object: [String: Any]) throws -> Bool {
        guard let value = object[key] else { throw error("the key \(key) is missing") }
        let word = (value as? String)?.lowercased() ?? (value as? NSNumber)?.stringValue
        switch word {
        case "true", "yes", "on", "1": return true
        case "false", "no", "off", "0", "": return false
        default: throw error("\(key) is neither yes nor no")
        }
    }

    private static func error(_ why: String) -> LifeboatError {
        LifeboatError(
            .failed, "the command's answer cannot be used", why: why,
            hint: "print one JSON object with full_path, basename, extension and gzip on stdout and everything else "
                + "on stderr; a command whose stdout is the dump itself needs `stream: yes`")
    }
}
