import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

/// One PostgreSQL for all tests of this process, each with databases of its own; asked by the real programs, called in the
/// plainest way.
struct PostgreSQLFixture: SourceFixture {
    /// `nil` where it is not installed; what went wrong, where it did not start.
    private static let shared = Result { try TestService.start("postgresql") }
    /// Whether tests run: they are skipped only where it is not installed and need not be.
    static let isHere = if case .success(nil) = shared { false } else { true }

    let service: TestService
    let target: String
    var format = PostgreSQLConfiguration.Format.plain

    var program: String { "pg_dump" }
    var password: String { "test" }

    private init(service: TestService, target: String) {
        self.service = service
        self.target = target
    }

    /// Gives `body` a database that is made by `schema`, and drops what bears its name afterwards.
    static func with(
        _ schema: String = Schema.everything, named suffix: String = "", on own: TestService? = nil,
        _ body: (PostgreSQLFixture) async throws -> Void
    ) async throws {
        guard let service = try own ?? shared.get() else {
            throw LifeboatError(.missingTool, "PostgreSQL is not installed")
        }
        let name = "t\(UInt32.random(in: .min ... .max))\(suffix)"
        let fixture = PostgreSQLFixture(service: service, target: name)
        do {
            try await fixture.sql("postgres", "CREATE DATABASE \(PostgreSQLText.identifier(name))")
            try await fixture.sql(name, schema)
            try await body(fixture)
        } catch {
            try await fixture.dropAll()
            throw error
        }
        try await fixture.dropAll()
    }

    /// The databases that begin with its name, and the roles that have it in theirs.
    private func dropAll() async throws {
        let prefix = target.prefix { $0.isLetter || $0.isNumber }
        let statements = try await sql(
            "postgres",
            """
            SELECT format('DROP DATABASE %I WITH (FORCE);', datname) FROM pg_database WHERE starts_with(datname, '\(prefix)');
            SELECT format('DROP ROLE %I;', rolname) FROM pg_roles WHERE strpos(rolname, '\(prefix)') > 0;
            """)
        try await sql("postgres", statements)
    }

    // MARK: The oracle

    /// psql as a person would call it.
    @discardableResult
    func sql(_ database: String, _ statements: String, user: String = "postgres") async throws -> String {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let script = try folder.write("script.sql", statements)
        return try await run(
            "psql",
            ["-XqAt", "-v", "ON_ERROR_STOP=1", "-d", PostgreSQLClient.connectionString(database), "-f", script],
            user: user
        ).checked().text
    }

    /// On a thread of its own: a statement may wait for the locks of another test, which goes on only if a thread of the
    /// cooperative pool is free, of which a small machine has two.
    func run(
        _ program: String, _ arguments: [String], user: String = "postgres"
    ) async throws -> OracleTool.Answer {
        let server = ["PGHOST=127.0.0.1", "PGPORT=\(service.port)", "PGUSER=\(user)", "PGPASSWORD=test"]
        return try await onStageThread(program) { try OracleTool("env").run(server + [program] + arguments) }
    }

    /// pg_dump's own words, without what differs from one run to the next.
    func description(_ database: String) async throws -> String {
        let text = try await run("pg_dump", ["-d", PostgreSQLClient.connectionString(database)]).checked().text
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("\\restrict") && !$0.hasPrefix("\\unrestrict") }.joined(separator: "\n")
    }

    // MARK: SourceFixture

    private func configuration(
        _ targets: [String], password: String = "test", port: Int? = nil, user: String = "postgres",
        excludes: [String] = [], options: PostgreSQLOptions = .none
    ) -> PostgreSQLConfiguration {
        PostgreSQLConfiguration(
            server: ServerConnection(
                host: "127.0.0.1", port: port ?? service.port, user: user, password: Secret(password)),
            databases: DatabaseSelection(targets: targets, excludes: excludes), format: format, options: options)
    }

    func source(targets: [String], path: String?) -> any RestorableSource {
        PostgreSQLSource(configuration(targets), tools: Toolbox(path: path))
    }

    func source(password: String) -> any RestorableSource {
        PostgreSQLSource(configuration([target], password: password))
    }

    func unreachable() -> any RestorableSource { PostgreSQLSource(configuration([target], port: 1)) }

    func source(
        user: String = "postgres", _ targets: [String]? = nil, excludes: [String] = [],
        options: PostgreSQLOptions = .none, path: String? = nil
    ) -> PostgreSQLSource {
        PostgreSQLSource(
            configuration(targets ?? [target], user: user, excludes: excludes, options: options),
            tools: Toolbox(path: path))
    }

    func place() async throws -> RestorePlace { .renamed("\(target.prefix(20))_\(UInt16.random(in: .min ... .max))") }

    func contents(of place: RestorePlace?) async throws -> String {
        guard case .renamed(let name)? = place else { return try await description(target) }
        return try await description(name)
    }

    // MARK: Dumping

    func dump(
        _ source: PostgreSQLSource? = nil, of name: String? = nil, evidence: EvidenceLevel = .stream,
        into dump: CollectedDump = CollectedDump()
    ) async throws -> (target: Target, dump: CollectedDump, result: DumpResult) {
        try await (source ?? self.source()).withSession { session in
            let targets = try await session.targets()
            let target = try #require(targets.first { $0.name == name ?? self.target })
            let context = DumpContext(pool: BlockPool(), evidence: evidence)
            let result = try await session.dump(target, context, into: dump)
            return (target, dump, result)
        }
    }
}
