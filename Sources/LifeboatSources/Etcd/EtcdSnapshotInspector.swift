import LifeboatCore
import LifeboatStreams

/// Reads along with a snapshot and decides whether it is whole: etcd puts the SHA-256 of the database behind it
/// (`api/v3rpc/maintenance.go`), and a database is made of pages.
struct EtcdSnapshotInspector: DumpInspector {
    private static let digestSize = 32
    /// The smallest page that there is.
    private static let pageSize: Int64 = 512

    private let digest = StreamDigest()
    /// The last bytes, of which nobody knows yet whether they are the digest.
    private var tail: [UInt8] = []

    mutating func inspect(_ bytes: UnsafeRawBufferPointer) throws {
        if bytes.count >= Self.digestSize {
            tail.withUnsafeBytes { digest.update($0) }
            digest.update(UnsafeRawBufferPointer(rebasing: bytes.dropLast(Self.digestSize)))
            tail = Array(bytes.suffix(Self.digestSize))
        } else {
            tail += bytes
            let surplus = max(0, tail.count - Self.digestSize)
            tail.prefix(surplus).withUnsafeBytes { digest.update($0) }
            tail.removeFirst(surplus)
        }
    }

    mutating func finish() throws -> Evidence {
        let found = digest.digest
        let stored = tail.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        guard found.size > 0, found.size % Self.pageSize == 0, found.sha256 == stored else {
            throw LifeboatError(
                .incomplete, "the snapshot of etcd is not whole",
                why: "the digest that etcd put at its end is not that of its contents",
                hint: "a file that was copied out of a data directory has none: it is no snapshot")
        }
        return Evidence()
    }
}
