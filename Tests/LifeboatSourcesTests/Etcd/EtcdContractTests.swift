import LifeboatTesting
import Testing

@Suite("etcd keeps the contract of sources", .serialized, .enabled(if: EtcdServer.isInstalled))
struct EtcdContractTests {
    @Test(arguments: SourceContract.allCases)
    func holds(rule: SourceContract) async throws {
        try await withScratchFolder { folder in
            try await rule.check(EtcdFixture(server: EtcdServer.shared(), folder: folder))
        }
    }
}
