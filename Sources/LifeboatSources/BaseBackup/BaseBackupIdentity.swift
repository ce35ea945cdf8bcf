import LifeboatCore
import LifeboatProcesses

/// What a server says about itself over a connection for replication: the only one that a user for backups needs.
struct BaseBackupIdentity: Sendable {
    let system: String
    let timeline: String
    let version: String

    static func ask(_ client: PostgreSQLClient) async throws -> Self {
        do {
            let output = try await client.replication().collect(
                input: ByteStream(Array("IDENTIFY_SYSTEM;\nSHOW server_version;\n".utf8)))
            let lines = String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
            let fields = lines.first?.split(separator: "|", omittingEmptySubsequences: false) ?? []
            guard lines.count == 2, fields.count >= 3 else {
                throw LifeboatError(
                    .failed, "the server says who it is in a way that is not understood",
                    why: lines.joined(separator: "\n"))
            }
            return Self(system: String(fields[0]), timeline: String(fields[1]), version: lines[1])
        } catch {
            throw BaseBackupTrouble.explain(LifeboatError(wrapping: error), client)
        }
    }
}
