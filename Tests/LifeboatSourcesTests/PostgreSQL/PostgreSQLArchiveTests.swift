import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("An archive of pg_dump", .enabled(if: PostgreSQLFixture.isHere))
struct PostgreSQLArchiveTests {
    private static func read(_ bytes: [UInt8], seed: UInt64? = nil) throws -> PostgreSQLArchive {
        var archive = PostgreSQLArchive()
        var generator = SeededGenerator(seed: seed ?? 0)
        var rest = bytes[...]
        while !rest.isEmpty {
            let size = seed == nil ? rest.count : min(rest.count, Int.random(in: 1...3_000, using: &generator))
            try Array(rest.prefix(size)).withUnsafeBytes { try archive.inspect($0) }
            rest = rest.dropFirst(size)
        }
        try archive.finish()
        return archive
    }

    private static func dump(_ fixture: PostgreSQLFixture) async throws -> [UInt8] {
        var fixture = fixture
        fixture.format = .custom
        return try await fixture.dump().dump.bytes
    }

    @Test("is read alike however it is split, and is known to be whole by its table of contents")
    func splits() async throws {
        try await PostgreSQLFixture.with { fixture in
            let bytes = try await Self.dump(fixture)
            for seed in 0..<50 as Range<UInt64> {
                let archive = try Self.read(bytes, seed: seed)
                #expect(archive.counts.evidence.counts == PostgreSQLFixture.Schema.counts, "seed \(seed)")
                #expect(archive.encoding == "UTF8")
            }
        }
    }

    @Test("that is cut anywhere, or has a byte too much, is not whole")
    func cuts() async throws {
        try await PostgreSQLFixture.with(PostgreSQLFixture.Schema.small) { fixture in
            let bytes = try await Self.dump(fixture)
            var generator = SeededGenerator(seed: 7)
            let places =
                [0, 1, 4, 5, 11, bytes.count - 1]
                + (0..<300).map { _ in Int.random(in: 0..<bytes.count, using: &generator) }
            for place in places {
                await expectLifeboatError(.incomplete, "cut at \(place)") {
                    _ = try Self.read(Array(bytes.prefix(place)))
                }
            }
            await expectLifeboatError(.incomplete) { _ = try Self.read(bytes + [1]) }
            await expectLifeboatError(.corrupted) { _ = try Self.read(bytes + [7]) }
            await expectLifeboatError(.corrupted) { _ = try Self.read(Array("PGDUMP".utf8)) }
        }
    }
}
