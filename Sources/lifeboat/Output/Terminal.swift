import Foundation
import LifeboatCore

/// One of the two streams that a person or a program reads.
struct Terminal: Sendable {
    static let standardOutput = Terminal(descriptor: STDOUT_FILENO)
    static let standardError = Terminal(descriptor: STDERR_FILENO)

    let descriptor: Int32

    /// Whether a person is watching.
    var isInteractive: Bool { isatty(descriptor) == 1 }

    /// Columns, where the terminal tells.
    var width: Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Writes a message. One that nobody can take any more is not an error of the work that is going on; data goes
    /// through ``DescriptorWriter``.
    func write(_ text: String) {
        var text = text
        text.withUTF8 { _ = DescriptorWriter.writeAll(UnsafeRawBufferPointer($0), to: descriptor) }
    }
}
