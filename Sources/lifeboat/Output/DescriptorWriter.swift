import Foundation
import LifeboatCore

/// Data to an open descriptor: `restore --stdout`, lists, JSON. Unlike messages, data that cannot be written is a
/// failure.
struct DescriptorWriter: ByteWriter {
    static let standardOutput = DescriptorWriter(descriptor: STDOUT_FILENO)

    let descriptor: Int32

    func write(_ block: Block) async throws {
        try block.withUnsafeBytes { try write($0) }
    }

    /// All of it, or an error.
    ///
    /// - Throws: ``ReaderGone`` when nobody reads any more: of a list the reader may want the beginning only, while half
    ///   a dump is a failure.
    func write(_ text: String) throws {
        var text = text
        let number = text.withUTF8 { Self.writeAll(UnsafeRawBufferPointer($0), to: descriptor) }
        if number == EPIPE { throw ReaderGone() }
        if number != 0 { throw Self.failure(number) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws {
        let number = Self.writeAll(bytes, to: descriptor)
        if number != 0 { throw Self.failure(number) }
    }

    private static func failure(_ number: Int32) -> LifeboatError {
        var error = LifeboatError(errno: number, "write to", "standard output")
        if number == EPIPE { error.hint = "what reads it ended before it had everything" }
        return error
    }

    /// Writes all; waits where the descriptor does not block. The error's number, or 0.
    static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
        var rest = bytes
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
            guard written >= 0 else {
                switch errno {
                case EINTR: continue
                case EAGAIN:
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    guard poll(&ready, 1, -1) >= 0 || errno == EINTR else { return errno }
                    continue
                case let number: return number
                }
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
        return 0
    }
}
