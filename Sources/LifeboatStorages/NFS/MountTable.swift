import Foundation
import LifeboatCore

/// What is mounted where, as proc(5) `mountinfo` says it to this process.
struct MountTable {
    struct Mount: Equatable {
        var point: String
        /// As `nfs4`, `ext4`, `overlay`.
        var type: String
        /// As `nas:/export`.
        var source: String
    }

    /// In the order of mounting.
    let mounts: [Mount]

    static func current() throws -> MountTable {
        guard let text = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8) else {
            throw LifeboatError(.failed, "cannot read /proc/self/mountinfo", hint: "is /proc mounted?")
        }
        return MountTable(mountinfo: text)
    }

    /// Lines `ID PARENT MAJOR:MINOR ROOT POINT OPTIONS [FIELD…] - TYPE SOURCE OPTIONS`.
    init(mountinfo text: String) {
        mounts = text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 2 else { return nil }
            return Mount(
                point: Self.unescaped(fields[4]), type: String(fields[dash + 1]),
                source: Self.unescaped(fields[dash + 2]))
        }
    }

    /// The mount that a path lies in. Of several at one point the last one hides the others.
    ///
    /// - Parameter path: absolute, without symbolic links.
    func mount(of path: String) -> Mount? {
        mounts.enumerated()
            .filter { path == $1.point || path.hasPrefix($1.point.hasSuffix("/") ? $1.point : $1.point + "/") }
            .max { ($0.element.point.utf8.count, $0.offset) < ($1.element.point.utf8.count, $1.offset) }?.element
    }

    /// Spaces, tabs, newlines and backslashes stand as `\040`.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
