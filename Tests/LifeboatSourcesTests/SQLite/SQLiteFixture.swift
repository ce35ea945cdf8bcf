import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

/// The real `sqlite3` program as an oracle, called in the plainest way.
enum SQLiteFixture {
    @discardableResult
    static func sql(_ path: String, _ statements: String) async throws -> String {
        let output = try await Command("sqlite3", ["-batch", "-bail", "-init", "/dev/null", path]).collect(
            input: ByteStream(Array(statements.utf8)), limit: 64 << 20)
        return String(decoding: output, as: UTF8.self)
    }

    static func source(_ paths: String..., excludes: [String] = []) -> SQLiteSource {
        SQLiteSource(SQLiteConfiguration(targets: paths, excludes: excludes))
    }

    /// Dumps the only target of a path.
    static func dump(_ path: String) async throws -> (target: Target, text: [UInt8], result: DumpResult) {
        try await dump(source(path))
    }

    static func dump(_ source: SQLiteSource) async throws -> (target: Target, text: [UInt8], result: DumpResult) {
        try await source.withSession { session in
            let target = try #require(try await session.targets().first)
            let writer = MemoryWriter()
            let result = try await session.dump(target, DumpContext(pool: BlockPool()), into: writer)
            return (target, await writer.bytes, result)
        }
    }

    /// What a thrown error was.
    static func failure(_ body: () async throws -> Void) async throws -> LifeboatError {
        do {
            try await body()
        } catch {
            return try #require(error as? LifeboatError, "not one of ours: \(error)")
        }
        throw LifeboatError(.failed, "nothing was thrown")
    }

    /// Everything that makes two databases the same, as the program sees it.
    static func description(_ path: String) async throws -> String {
        try await sql(
            path,
            """
            PRAGMA user_version; PRAGMA application_id; PRAGMA encoding; PRAGMA page_size; PRAGMA auto_vacuum;
            SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name;
            .dump --preserve-rowids

            """)
    }
}

actor MemoryWriter: ByteWriter {
    private(set) var bytes: [UInt8] = []

    func write(_ block: Block) async throws { bytes += block.bytes }
}
