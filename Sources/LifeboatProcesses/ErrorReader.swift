import Foundation
import LifeboatCore

/// Drains a child's stderr, however much it is. Never fails: what a tool says on the side decides nothing.
struct ErrorReader: Sendable {
    /// What is read after nobody waits any more: no more than a pipe can hold.
    private static let lastWordsLimit = 1 << 20

    let descriptor: Descriptor
    let lastWords: Latch

    func drain() -> ErrorOutput {
        var output = ErrorOutput()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { buffer.deallocate() }
        var allowance = Self.lastWordsLimit
        while allowance > 0, case .ready = lastWords.wait(for: descriptor, POLLIN) {
            let count = read(descriptor.rawValue, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { break }
            output.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            if lastWords.isTripped { allowance -= count }
        }
        return output
    }
}
