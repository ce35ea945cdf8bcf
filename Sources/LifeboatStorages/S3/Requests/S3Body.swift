import Crypto
import Foundation
import LifeboatWeb
import NIOCore

/// What a request carries, and the digests by which the server can tell that it got it. They are computed once, however
/// often the request is sent.
struct S3Body: Sendable {
    static let empty = S3Body(ByteBuffer())

    let bytes: ByteBuffer
    /// What the signature covers; `nil` where the checksum has to be enough.
    var sha256: SHA256.Digest?
    /// Of a part, where the server knows checksums.
    var crc32: UInt32?

    /// One that is signed.
    init(_ bytes: ByteBuffer) {
        self.init(bytes, sha256: bytes.withUnsafeReadableBytes { SHA256.hash(data: $0) })
    }

    init(_ bytes: ByteBuffer, sha256: SHA256.Digest?, crc32: UInt32? = nil) {
        self.bytes = bytes
        self.sha256 = sha256
        self.crc32 = crc32
    }

    /// In bytes.
    var size: Int64 { Int64(bytes.readableBytes) }

    /// What stands for the body in a signature.
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
    var signedPayload: String { sha256?.hexadecimal ?? "UNSIGNED-PAYLOAD" }

    /// What a server that knows checksums compares with what it got, keeps with the object, and answers.
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
    var checksum: (algorithm: String, value: String)? {
        if let crc32 { return ("CRC32", withUnsafeBytes(of: crc32.bigEndian) { Data($0) }.base64EncodedString()) }
        return sha256.map { ("SHA256", Data($0).base64EncodedString()) }
    }
}
