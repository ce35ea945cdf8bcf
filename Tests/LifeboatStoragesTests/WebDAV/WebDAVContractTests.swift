import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatStorages

@Suite("Storage contract of WebDAV", .enabled(if: WebDAVServer.isHere, "WsgiDAV and rclone are not installed"))
struct WebDAVContractTests {
    static let cases = WebDAVServer.allCases.flatMap { server in StorageContract.allCases.map { (server, $0) } }

    private static let breakingOff: [StorageContract] = [
        .throwingBodyLeavesNothing, .throwingReplacementKeepsOld, .cancellationLeavesNothing,
    ]

    @Test("A folder of a server upholds it", arguments: cases)
    func contract(server: WebDAVServer, rule: StorageContract) async throws {
        let folder = "contract-\(rule.rawValue)"
        let storage = try server.storage(folder: "/a folder/\(folder)/")
        try await rule.run(on: storage, below: ObjectKey(names: "contract"))
        let left = try await storage.listAll()
        #expect(left.isEmpty, "the rule left something behind")
        let abandoned = try await storage.removeAbandoned(below: .root, olderThan: .distantFuture)
        // Of an upload that was broken off the server may write what it has, after its temporary file was removed.
        #expect(abandoned == 0 || Self.breakingOff.contains(rule))
        #expect(try server.paths(below: "a folder/\(folder)") == [], "an empty folder stayed")
    }
}
