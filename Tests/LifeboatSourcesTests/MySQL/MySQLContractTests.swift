import LifeboatTesting
import Testing

@Suite("mysql keeps what every source promises")
struct MySQLContractTests {
    @Test(arguments: SourceContract.allCases)
    func promise(_ rule: SourceContract) async throws {
        guard let fixture = try MariaDBFixture() else { return }
        try await rule.check(fixture)
    }
}
