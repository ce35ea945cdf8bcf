import Foundation
import LifeboatCore

/// Data to an open descriptor: `restore --stdout`. Unlike messages, data that cannot be written is a failure.
struct DescriptorWriter: ByteWriter {
    let descriptor: Int32

    func write(_ block: Block) async throws {
        try block.withUnsafeBytes { bytes in
            var rest = bytes
            while !rest.isEmpty {
                let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { throw LifeboatError(errno: errno, "write to", "standard output") }
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
        }
    }
}
