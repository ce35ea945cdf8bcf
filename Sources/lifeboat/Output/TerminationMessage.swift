import CShims
import Foundation

/// The file in which Kubernetes looks for why a container ended: `kubectl describe pod` shows it.
struct TerminationMessage {
    /// What Kubernetes keeps of it.
    private static let limit = 4_096

    /// Where the container has it, or where the variable says that the pod's `terminationMessagePath` is.
    static var standard: TerminationMessage {
        let path = ProcessInfo.processInfo.environment["LIFEBOAT_TERMINATION_LOG"] ?? "/dev/termination-log"
        return TerminationMessage(path: path)
    }

    let path: String

    /// Writes one line where there is such a file; elsewhere nothing is made. Whoever reads it has the log too, so that it is no
    /// failure when it cannot be written.
    func write(_ reason: String) {
        let descriptor = lifeboat_open(path, O_WRONLY | O_TRUNC | O_NOCTTY | O_NONBLOCK, 0)
        guard descriptor >= 0 else { return }
        let line = reason.split(whereSeparator: \.isNewline).joined(separator: " | ")
        var bytes = Array(line.utf8.prefix(Self.limit - 1))
        // No character is cut in two.
        while String(validating: bytes, as: UTF8.self) == nil, !bytes.isEmpty { bytes.removeLast() }
        _ = (bytes + [UInt8(ascii: "\n")]).withUnsafeBytes { DescriptorWriter.writeAll($0, to: descriptor) }
        close(descriptor)
    }
}
