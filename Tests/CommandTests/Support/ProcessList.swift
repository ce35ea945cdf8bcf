import Foundation

/// The processes of this machine.
enum ProcessList {
    /// A zombie that its new parent has not buried yet does nothing any more.
    static func isAlive(_ pid: pid_t) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .isoLatin1) else { return false }
        return text.split(separator: ")").last.map { !$0.hasPrefix(" Z") && !$0.hasPrefix(" X") } ?? false
    }

    /// The variables that a running program with this parent was started with, as `NAME=VALUE`; `nil` when there is none.
    static func variables(of program: String, startedBy parent: pid_t) throws -> [String]? {
        for process in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
            guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .isoLatin1),
                status.hasPrefix("Name:\t\(program)\n"), status.contains("\nPPid:\t\(parent)\n"),
                let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ"), !environment.isEmpty
            else { continue }
            return String(decoding: environment, as: UTF8.self).split(separator: "\0").map(String.init)
        }
        return nil
    }
}
