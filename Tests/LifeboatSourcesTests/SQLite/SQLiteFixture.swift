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

    /// An application that has a database open, and has just done something with it.
    struct Application {
        fileprivate let orders: BytePipe.Writer
        fileprivate let answers: ByteStream

        /// Returns when it has done so.
        func say(_ statements: String) async throws {
            try await orders.write(Array((statements + "SELECT 'do' || 'ne';\n").utf8))
            var heard = ""
            while !heard.contains("done\n"), let block = try await answers.next() {
                heard += String(decoding: block.bytes, as: UTF8.self)
            }
        }
    }

    static func withApplication(
        _ path: String, _ statements: String, _ body: (Application) async throws -> Void
    ) async throws {
        let (orders, input) = BytePipe.make()
        let (output, answers) = BytePipe.make()
        async let ending: Void = run(path, input.stream, output)
        do {
            let application = Application(orders: orders, answers: answers.stream)
            try await application.say(statements + "\n")
            try await body(application)
            orders.finish()
        } catch {
            orders.fail(LifeboatError(wrapping: error))
            _ = try? await ending
            throw error
        }
        try await ending
    }

    private static func run(_ path: String, _ input: ByteStream, _ output: BytePipe.Writer) async throws {
        do {
            try await Command("sqlite3", ["-batch", "-bail", "-init", "/dev/null", path]).run(
                input: input, output: output, pool: BlockPool())
            output.finish()
        } catch {
            output.fail(LifeboatError(wrapping: error))
            throw error
        }
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
