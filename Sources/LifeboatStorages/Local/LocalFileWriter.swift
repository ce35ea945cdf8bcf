import CShims
import Foundation
import LifeboatCore

/// Writes one new file from front to back.
///
/// The kernel is asked for write-back as the file grows, one window behind another, and what has reached the disk
/// is dropped from the page cache. So the disk works while the dump runs, the last `fsync` has at most two windows
/// left instead of many gigabytes, and a backup does not push the database's pages out of the node's memory: it is
/// written once and hardly ever read. Files smaller than a window are left to the kernel.
final class LocalFileWriter {
    private static let window: Int64 = 16 << 20

    private let descriptor: Int32
    private let path: String
    private let durable: Bool
    private(set) var size: Int64 = 0
    private var closed = false

    init(_ descriptor: Int32, path: String, durable: Bool) {
        self.descriptor = descriptor
        self.path = path
        self.durable = durable
    }

    deinit {
        if !closed { close(descriptor) }
    }

    func write(_ block: Block) throws {
        let windowsBefore = size / Self.window
        try block.withUnsafeBytes { bytes in
            var rest = bytes
            while !rest.isEmpty {
                let written = Foundation.write(descriptor, rest.baseAddress, rest.count)
                if written < 0 {
                    if errno == EINTR { continue }
                    throw failure(errno, "write")
                }
                size += Int64(written)
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
        }
        if durable {
            for window in windowsBefore..<size / Self.window { try writeBack(window: window) }
        }
    }

    private func failure(_ number: Int32, _ what: String) -> LifeboatError {
        var error = LifeboatError(errno: number, what, path)
        if number == ENOSPC { error.hint = "the volume is full; free some space, enlarge it, or keep fewer copies" }
        return error
    }

    /// Everything is on the disk, and every late error (a quota, a full server) has been heard, when this returns.
    func finish() throws {
        if durable {
            while fsync(descriptor) != 0 {
                // A failed fsync is never tried again: the kernel has dropped the pages and would report success.
                guard errno == EINTR else { throw failure(errno, "sync") }
            }
        }
        closed = true
        // After EINTR the descriptor is closed all the same (close(2) on Linux).
        if close(descriptor) != 0, errno != EINTR { throw failure(errno, "close") }
    }

    private func writeBack(window: Int64) throws {
        try check(lifeboat_start_write_back(descriptor, window * Self.window, Self.window))
        guard window > 0 else { return }
        let previous = (window - 1) * Self.window
        try check(lifeboat_finish_write_back(descriptor, previous, Self.window))
        _ = posix_fadvise(descriptor, off_t(previous), off_t(Self.window), POSIX_FADV_DONTNEED)
    }

    /// An I/O error must not be lost here: the kernel reports it once, and `fsync` would know nothing of it.
    private func check(_ result: Int32) throws {
        guard result != 0, ![ENOSYS, EINVAL, ESPIPE, ENOTSUP, EINTR].contains(errno) else { return }
        throw LifeboatError(errno: errno, "write", path)
    }
}
