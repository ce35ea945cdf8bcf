import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatStorages

@Suite("Storage contract of SFTP", .enabled(if: SFTPServer.isHere, "openssh-server is not installed"))
struct SFTPContractTests {
    static let cases = SFTPServer.allCases.flatMap { server in StorageContract.allCases.map { (server, $0) } }

    @Test("A folder behind sshd upholds it", arguments: cases)
    func contract(server: SFTPServer, rule: StorageContract) async throws {
        try await withScratchFolder { folder in
            try await rule.run(on: server.storage(folder("backups")), below: ObjectKey(names: "contract"))
            #expect(try folder.everything(in: "backups").isEmpty, "the rule left something behind")
        }
    }
}
