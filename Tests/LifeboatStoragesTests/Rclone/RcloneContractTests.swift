import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatStorages

@Suite("Storage contract of rclone's remotes", .serialized)
struct RcloneContractTests {
    /// For what is the same code once more, by another transport or another rclone.
    static let brief = StorageContract.allCases.filter { $0.isHarmlessProbe || $0 == .largeObject }

    /// pyftpdlib does not end a TLS connection for data that the reader closes before its end: rclone waits a minute then.
    static let withoutPartialReads = brief.filter { ![.ranges, .readerEndsEarly, .readerThrows].contains($0) }

    private func run(_ rule: StorageContract, on place: RclonePlace, manyObjects: Int = 50) async throws {
        try await place.with { storage, kept in
            try await rule.run(on: storage, below: ObjectKey(names: "contract"), manyObjects: manyObjects)
            let left = RclonePlace.files(in: kept)
            #expect(!left.contains { $0.hasSuffix(".tmp") }, "\(left)")
            // Of a remote of an unknown kind only the objects' own folders are removed.
            if !storage.route.habits.keepsSharedFolders { #expect(left.isEmpty, "the rule left \(left)") }
        }
    }

    @Test(
        "A folder upholds it", .enabled(if: RclonePlace.here.contains(.folder)), arguments: StorageContract.allCases)
    func folder(rule: StorageContract) async throws { try await run(rule, on: .folder, manyObjects: 1_100) }

    @Test(
        "The same with a recent rclone", .enabled(if: RclonePlace.here.contains(.folderByRecent)), arguments: brief)
    func folderByRecent(rule: StorageContract) async throws { try await run(rule, on: .folderByRecent) }

    @Test(
        "An FTP server upholds it", .enabled(if: RclonePlace.here.contains(.ftp)), arguments: StorageContract.allCases)
    func ftp(rule: StorageContract) async throws { try await run(rule, on: .ftp) }

    @Test("The same with TLS", .enabled(if: RclonePlace.here.contains(.ftps)), arguments: withoutPartialReads)
    func ftps(rule: StorageContract) async throws { try await run(rule, on: .ftps) }

    @Test(
        "A Samba server upholds it", .enabled(if: RclonePlace.here.contains(.smb)), arguments: StorageContract.allCases)
    func smb(rule: StorageContract) async throws { try await run(rule, on: .smb) }
}
