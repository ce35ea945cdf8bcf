import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatStorages

@Suite("Storage contract of S3", .enabled(if: S3Server.isHere, "moto and rclone are not installed"))
struct S3ContractTests {
    /// rclone's server ignores `If-None-Match`, so that the second of two writers at the very same moment wins.
    static let cases = S3Server.allCases.flatMap { server in
        StorageContract.allCases.filter { server == .moto || $0 != .concurrentPutsOneWins }.map { (server, $0) }
    }

    @Test("A bucket upholds it", arguments: cases)
    func contract(server: S3Server, rule: StorageContract) async throws {
        let storage = try server.storage(folder: "/contract-\(rule.rawValue)/")
        try await rule.run(on: storage, below: ObjectKey(names: "contract"))
        #expect(try await storage.listAll().isEmpty, "the rule left something behind")
        if server == .moto {
            let left = try await storage.removeAbandoned(below: .root, olderThan: .distantFuture)
            #expect(left == 0, "the rule left an upload behind")
        }
    }
}
