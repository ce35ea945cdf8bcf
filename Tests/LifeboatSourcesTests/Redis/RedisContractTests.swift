import LifeboatTesting
import Testing

@Suite("Redis keeps the contract of sources", .enabled(if: RedisServer.isInstalled))
struct RedisContractTests {
    @Test(arguments: SourceContract.allCases)
    func holds(rule: SourceContract) async throws {
        try await withScratchFolder { folder in
            try await rule.check(RedisFixture(server: RedisServer.shared(), folder: folder))
        }
    }
}
