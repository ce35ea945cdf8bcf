import Foundation
import LifeboatCore

/// What is in a snapshot, as etcd's own program finds when it reads all of it: `snapshot status`.
struct EtcdSnapshotStatus: Sendable, Decodable {
    /// Of all keys and values.
    private let hash: UInt32
    let revision: Int64
    private let totalKey: Int64

    init(parsing output: [UInt8]) throws {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(output))
        } catch {
            throw LifeboatError(
                .incomplete, "etcd's program does not say what is in the snapshot",
                why: String(decoding: output.prefix(200), as: UTF8.self))
        }
    }

    /// Entries are keys with their history, and what etcd keeps for itself.
    var evidence: Evidence { Evidence(counts: ["entries": totalKey, "revision": revision]) }
    var hashText: String { String(hash, radix: 16) }
}
