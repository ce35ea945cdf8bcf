import CDeflate
import Crypto
import LifeboatCore
import NIOCore

/// Cuts a stream of unknown length into parts.
final class S3PartCutter {
    private let stream: ByteStream
    private let hasChecksums: Bool
    let buffers: S3PartBuffers
    private var first: S3Body?
    private var rest: Block?
    /// The stream has ended, proven to be whole, and the part that was given last is the last one.
    private(set) var isAtEnd = false

    /// - Parameter hasChecksums: whether parts get a ``S3Body/crc32``.
    init(_ stream: ByteStream, _ buffers: S3PartBuffers, hasChecksums: Bool) {
        self.stream = stream
        self.buffers = buffers
        self.hasChecksums = hasChecksums
    }

    /// All of the stream, signed, where it is no larger than `size`; else that is the first part.
    func whole(_ size: Int64) async throws -> S3Body? {
        let part = try await cut(size, isSigned: true)
        if isAtEnd { return part }
        first = part
        return nil
    }

    /// The next part: as large as asked for, or what is left.
    ///
    /// - Parameter isSigned: whether it gets a ``S3Body/sha256``.
    func next(_ size: Int64, isSigned: Bool) async throws -> S3Body {
        guard let part = first else { return try await cut(size, isSigned: isSigned) }
        first = nil
        return part
    }

    /// Looks one block ahead, to know whether there is more.
    ///
    /// The digests grow with the part: the bytes are still in the processor's cache, and the producer goes on meanwhile.
    private func cut(_ size: Int64, isSigned: Bool) async throws -> S3Body {
        var part = buffers.buffer()
        part.clear(minimumCapacity: Int(min(size, S3StorageConfiguration.standardPartSize)))
        var sha256 = isSigned ? SHA256() : nil
        var crc32: UInt32? = hasChecksums ? 0 : nil
        while true {
            if rest == nil { rest = try await stream.next() }
            let missing = Int(size) - part.readableBytes
            isAtEnd = rest == nil
            guard let block = rest, missing > 0 else {
                return S3Body(part, sha256: sha256?.finalize(), crc32: crc32)
            }
            let count = min(missing, block.count)
            block.slice(0..<count).withUnsafeBytes { bytes in
                part.writeBytes(bytes)
                sha256?.update(bufferPointer: bytes)
                crc32 = crc32.map { libdeflate_crc32($0, bytes.baseAddress, bytes.count) }
            }
            rest = count < block.count ? block.slice(count..<block.count) : nil
        }
    }
}
