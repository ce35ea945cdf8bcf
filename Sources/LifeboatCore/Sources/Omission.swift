/// Something that a dump does not contain, or not reliably.
package struct Omission: Sendable, Hashable, Codable {
    package enum Reason: String, Sendable, Codable, CaseIterable {
        /// It could not be read.
        case unreadable
        /// It changed while it was being read.
        case changed
        /// It was there when the dump began and was gone when its turn came.
        case vanished
        /// Nothing that a backup can hold, or should: a socket, the job's own backups.
        case skipped
        /// On another file system, and the job stays on one.
        case otherFileSystem

        /// Whether the backup is less than what was asked for. What vanished or cannot be held is only noted.
        package var isLoss: Bool {
            switch self {
            case .unreadable, .changed: true
            case .vanished, .skipped, .otherFileSystem: false
            }
        }
    }

    /// A path, a table: in a text that people can read; bytes that are not UTF-8 are shown as `\xNN`.
    package var name: String
    package var reason: Reason
    package var detail: String?

    package init(name: String, reason: Reason, detail: String? = nil) {
        self.name = name
        self.reason = reason
        self.detail = detail
    }

    package var isLoss: Bool { reason.isLoss }
}
