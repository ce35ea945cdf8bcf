import Foundation
import LifeboatCore

/// How many rows there are, by tables.
struct PostgreSQLCounts: Sendable {
    /// As a dump's text has the names.
    var rows: [[UInt8]: Int64] = [:]
    /// The character set of the names.
    var encoding = "UTF8"

    var evidence: Evidence {
        var counts: [String: Int64] = [:]
        for (name, count) in rows { counts["rows of \(PostgreSQLEncoding.shown(name))", default: 0] += count }
        return Evidence(counts: counts)
    }

    /// What the server counts now in the tables that a dump had rows of, or that it had at all.
    ///
    /// Tables of extensions are left out: what their extension itself puts in them is in no dump.
    static func ask(
        _ client: PostgreSQLClient, _ database: String, like dumped: PostgreSQLCounts, encoding: String
    ) async throws -> PostgreSQLCounts {
        let tables = try await client.ask(database, [PostgreSQLTable].self, PostgreSQLTable.query(encoding: encoding))
            .filter { dumped.rows[$0.nameBytes] != nil }
        var counts = PostgreSQLCounts(encoding: encoding)
        let counted = tables.filter { !$0.isOfExtension }
        let answers = try await client.ask(database, counted.flatMap(\.countQuery))
        try counts.add(counted, answers: answers)
        let known = Set(tables.map(\.nameBytes))
        if let missing = dumped.rows.keys.filter({ !known.contains($0) }).map(PostgreSQLEncoding.shown).min() {
            throw LifeboatError(.corrupted, "the table \(missing) of the dump is not there after its restore")
        }
        return counts
    }

    mutating func add(_ tables: [PostgreSQLTable], answers: [UInt8]) throws {
        let numbers = answers.split(separator: UInt8(ascii: "\n")).map { Int64(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count == tables.count else { throw Self.notUnderstood }
        for (table, number) in zip(tables, numbers) {
            guard let number else { throw Self.notUnderstood }
            rows[table.nameBytes, default: 0] += number
        }
    }

    private static let notUnderstood = LifeboatError(.failed, "the server did not count every table")
}
