import Foundation

/// The child and everything it started, as long as that stays in the child's process group.
///
/// To be used only while the child is not reaped: until then its number, which names the group, cannot be given to
/// anybody else.
struct ProcessGroup: Sendable {
    /// The child's process id and the group's number.
    let leader: Int32

    func send(_ signal: Int32) {
        // The group may be gone already; that is what the signal is for.
        _ = kill(-leader, signal)
    }

    /// Whether a member is alive. Zombies are not. `false` too where /proc cannot be read.
    var hasLivingMembers: Bool {
        guard let entries = opendir("/proc") else { return false }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            let id = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if Int32(id) != nil, Self.isLiving(id, inGroup: leader) { return true }
        }
        return false
    }

    /// Reads proc(5) `stat`: `pid (name) state ppid pgrp …`; the name may contain anything, `)` too.
    private static func isLiving(_ id: String, inGroup group: Int32) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .isoLatin1),
            let end = text.lastIndex(of: ")")
        else { return false }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 2 && fields[2] == "\(group)" && fields[0] != "Z" && fields[0] != "X"
    }
}
