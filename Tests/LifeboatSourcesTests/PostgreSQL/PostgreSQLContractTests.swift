import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("A real PostgreSQL", .enabled(if: PostgreSQLFixture.isHere))
struct PostgreSQLContractTests {
    @Test("upholds the contract of sources, as SQL", arguments: SourceContract.allCases)
    func plain(_ rule: SourceContract) async throws {
        try await PostgreSQLFixture.with { try await rule.check($0) }
    }

    @Test("upholds the contract of sources, as an archive", arguments: SourceContract.allCases)
    func custom(_ rule: SourceContract) async throws {
        try await PostgreSQLFixture.with { fixture in
            var fixture = fixture
            fixture.format = .custom
            try await rule.check(fixture)
        }
    }
}
