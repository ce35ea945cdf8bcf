package import Foundation

/// The name of a run and of the backups it makes: when it started, as `20261123T030000Z-7f3a`.
///
/// The four digits are sixteen bits: the millisecond in the upper ten, six random ones below. So ids sort by time as
/// text, to the millisecond, and which of two quick runs is the newer needs no other look. Should two hosts
/// ever make one id for the same target, the second finds its key taken and fails; it never replaces the first.
package struct BackupID: Sendable, Hashable, Codable {
    package let text: String
    /// When the run started, in whole seconds.
    package let started: Date

    /// - Parameter random: any number; six bits of it keep two runs of the same millisecond apart.
    package init(started: Date, random: UInt16) {
        let seconds = started.timeIntervalSince1970.rounded(.down)
        self.started = Date(timeIntervalSince1970: seconds)
        let millisecond = UInt16(min(999, (started.timeIntervalSince1970 - seconds) * 1000))
        let digits = String(millisecond << 6 | random & 63, radix: 16)
        text = UTCTime.compact(self.started) + "-" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// Reads an id; `nil` when the text is not one.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 21, bytes[16] == UInt8(ascii: "-"),
            bytes[17...].allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }),
            let started = UTCTime.parseCompact(String(text.prefix(16)))
        else { return nil }
        self.text = text
        self.started = started
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = BackupID(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a backup id: \(text)")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension BackupID: Comparable, CustomStringConvertible {
    package static func < (left: BackupID, right: BackupID) -> Bool { left.text < right.text }
    package var description: String { text }
}
