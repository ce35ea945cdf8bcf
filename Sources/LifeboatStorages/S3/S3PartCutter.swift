import LifeboatCore
import NIOCore

/// Cuts a stream of unknown length into parts.
final class S3PartCutter {
    private let stream: ByteStream
    let buffers: S3PartBuffers
    private var rest: Block?
    /// The stream has ended, proven to be whole, and the part that was given last is the last one.
    private(set) var isAtEnd = false

    init(_ stream: ByteStream, _ buffers: S3PartBuffers) {
        self.stream = stream
        self.buffers = buffers
    }

    /// The next part: as large as asked for, or what is left. It looks one block ahead, to know whether there is more.
    func next(_ size: Int64) async throws -> ByteBuffer {
        var part = buffers.buffer()
        part.clear(minimumCapacity: Int(min(size, S3StorageConfiguration.standardPartSize)))
        while true {
            if rest == nil { rest = try await stream.next() }
            guard let block = rest else {
                isAtEnd = true
                return part
            }
            let missing = Int(size) - part.readableBytes
            guard missing > 0 else { return part }
            let count = min(missing, block.count)
            block.slice(0..<count).withUnsafeBytes { _ = part.writeBytes($0) }
            rest = count < block.count ? block.slice(count..<block.count) : nil
        }
    }
}
