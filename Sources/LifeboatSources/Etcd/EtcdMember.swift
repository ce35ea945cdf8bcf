import Foundation
import LifeboatCore

/// What a member says about itself: `etcdctl endpoint status`.
struct EtcdMember: Sendable {
    private struct Answer: Decodable {
        struct Status: Decodable {
            struct Header: Decodable {
                var cluster_id: UInt64
            }
            var header: Header
            var version: String
            var dbSize: Int64
        }
        var Status: Status
    }

    let endpoint: String
    let version: String
    let cluster: UInt64
    /// Bytes of its database file.
    let size: Int64

    init(endpoint: String, parsing output: [UInt8]) throws {
        guard let answer = try? JSONDecoder().decode([Answer].self, from: Data(output)).first?.Status else {
            throw LifeboatError(
                .failed, "what \(endpoint) says about itself is not understood",
                why: String(decoding: output.prefix(200), as: UTF8.self))
        }
        self.endpoint = endpoint
        version = answer.version
        cluster = answer.header.cluster_id
        size = answer.dbSize
    }
}
