import Foundation
import LifeboatCore

/// Whose a database's file is and what others may do with it: a fact of its dump, given back on restore, so that its
/// application can open it again.
struct SQLiteOwner: Equatable {
    private static let ownerKey = "owner"
    private static let modeKey = "mode"

    var user: uid_t
    var group: gid_t
    /// Without the kind of file.
    var mode: mode_t

    /// Of the file that a path leads to.
    init(of path: String) throws {
        var found = stat()
        guard stat(path, &found) == 0 else { throw LifeboatError(errno: errno, "look at", path) }
        user = found.st_uid
        group = found.st_gid
        mode = found.st_mode & 0o7777
    }

    /// `nil` when a receipt does not say it, or not in an understandable way. It is not trusted with more than the rights
    /// to read, write and execute.
    init?(facts: [String: String]) {
        let numbers = facts[Self.ownerKey]?.split(separator: ":", omittingEmptySubsequences: false).map { UInt32($0) }
        guard let numbers, numbers.count == 2, let user = numbers[0], let group = numbers[1],
            // The highest number means to chown(2) that nothing changes.
            user != .max, group != .max, let text = facts[Self.modeKey], let mode = UInt32(text, radix: 8)
        else { return nil }
        self.user = user
        self.group = group
        self.mode = mode & 0o777
    }

    var facts: [String: String] {
        let digits = String(mode, radix: 8)
        return [
            Self.ownerKey: "\(user):\(group)",
            Self.modeKey: String(repeating: "0", count: max(0, 4 - digits.count)) + digits,
        ]
    }

    /// - Returns: what could not be given, in words; `nil` when all was.
    func give(to path: String) throws -> String? {
        // The owner first: a change of owner takes rights away.
        let isOwned = chown(path, user, group) == 0
        guard isOwned || errno == EPERM else { throw LifeboatError(errno: errno, "give the owner back to", path) }
        guard chmod(path, mode) == 0 else { throw LifeboatError(errno: errno, "give the mode back to", path) }
        return isOwned
            ? nil : "not restored: that needs root; it was \(user):\(group), it is \(geteuid()):\(getegid())"
    }
}
