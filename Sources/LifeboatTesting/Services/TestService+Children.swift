import Foundation

extension TestService {
    /// Kills the processes that a server has started, as those of connections; the server itself goes on.
    package func killChildren() throws { try signalChildren(SIGKILL) }

    /// Sends a signal to them.
    package func signalChildren(_ number: Int32) throws {
        for process in try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap({ pid_t($0) }) {
            guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .isoLatin1),
                let fields = text.split(separator: ")").last?.split(separator: " "), fields.count > 1,
                String(fields[1]) == self["pid"]
            else { continue }
            kill(process, number)
        }
    }
}
