import Foundation

/// The processes of this machine.
enum ProcessList {
    /// A zombie that its new parent has not buried yet does nothing any more.
    static func isAlive(_ pid: pid_t) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .isoLatin1) else { return false }
        return text.split(separator: ")").last.map { !$0.hasPrefix(" Z") && !$0.hasPrefix(" X") } ?? false
    }
}
