import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

/// A server of its own for base backups, and a second one that is started on what was restored.
struct BaseBackupFixture: SourceFixture {
    private static let shared = Result { () -> TestService? in
        // Each backup takes two of them, and tests run at the same time.
        guard let service = try TestService.start("postgresql", "-c", "max_wal_senders=90", "-c", "max_connections=200")
        else { return nil }
        try sql("CREATE TABLE ships AS SELECT i AS id, 'ship ' || i AS name FROM generate_series(1, 5000) i", service)
        return service
    }

    let service: TestService
    var target: String { "server" }
    var program: String { "pg_basebackup" }
    var password: String { "test" }

    static func with(_ body: (BaseBackupFixture) async throws -> Void) async throws {
        guard let service = try shared.get() else { throw LifeboatError(.missingTool, "PostgreSQL is not installed") }
        try await body(BaseBackupFixture(service: service))
    }

    @discardableResult
    func sql(_ statement: String) async throws -> String {
        try await onStageThread("psql") { try Self.sql(statement, service) }
    }

    @discardableResult
    private static func sql(_ statement: String, _ service: TestService) throws -> String {
        let server = ["PGHOST=127.0.0.1", "PGPORT=\(service.port)", "PGUSER=postgres", "PGPASSWORD=test"]
        return try OracleTool("env").run(server + ["psql", "-XqAtc", statement]).checked().text
    }

    /// A program that only lies beside the server.
    static func server(_ program: String, _ arguments: [String]) throws -> OracleTool.Answer {
        let found = try OracleTool("bash").run([
            "-c",
            "ls -d /usr/lib/postgresql/*/bin/$1 ${LIFEBOAT_TEST_POSTGRESQL:+$LIFEBOAT_TEST_POSTGRESQL/$1} | tail -n 1",
            "bash", program,
        ]).checked()
        return try OracleTool(found.text.trimmingCharacters(in: .whitespacesAndNewlines)).run(arguments)
    }

    private func source(port: Int?, password: String, user: String, path: String?) -> BaseBackupSource {
        BaseBackupSource(
            BaseBackupConfiguration(
                server: ServerConnection(
                    host: "127.0.0.1", port: port ?? service.port, user: user, password: Secret(password))),
            tools: Toolbox(path: path))
    }

    func source(user: String = "postgres") -> BaseBackupSource {
        source(port: nil, password: "test", user: user, path: nil)
    }

    func dump(_ source: BaseBackupSource? = nil) async throws -> (CollectedDump, DumpResult) {
        let dump = CollectedDump()
        let result = try await (source ?? self.source()).withSession { session in
            let target = try #require(try await session.targets().first)
            return try await session.dump(target, DumpContext(pool: BlockPool()), into: dump)
        }
        return (dump, result)
    }

    // MARK: SourceFixture

    func source(targets: [String], path: String?) -> any RestorableSource {
        source(port: nil, password: "test", user: "postgres", path: path)
    }

    func source(password: String) -> any RestorableSource {
        source(port: nil, password: password, user: "postgres", path: nil)
    }

    func unreachable() -> any RestorableSource { source(port: 1, password: "test", user: "postgres", path: nil) }

    /// Below a folder that the server's user can get into.
    func place() async throws -> RestorePlace {
        let folder = service.folder("restored-\(UInt32.random(in: .min ... .max))")
        return .folder(folder, replace: false)
    }

    func contents(of place: RestorePlace?) async throws -> String {
        let question = "SELECT count(*), sum(id), max(name), md5(string_agg(name, ',' ORDER BY id)) FROM ships"
        guard case .folder(let folder, _)? = place else { return try await sql(question) }
        return try await onStageThread("serve") {
            try OracleTool("bash").run(["-c", Self.serve, "serve", folder, question]).checked().text
        }
    }

    /// Starts a server on a folder, asks it one question over its socket, and stops it.
    private static let serve = #"""
        set -euo pipefail
        for programs in /usr/lib/postgresql/*/bin; do PATH="$programs:$PATH"; done
        PATH="${LIFEBOAT_TEST_POSTGRESQL:+$LIFEBOAT_TEST_POSTGRESQL:}$PATH"
        as=()
        if [ "$(id -u)" -eq 0 ]; then as=(setpriv --reuid=postgres --regid=postgres --init-groups); fi
        run=$(mktemp -d)
        trap 'rm -rf "$run"' EXIT
        chmod 777 "$run"
        cd "$run"
        "${as[@]}" "$(command -v pg_ctl)" -D "$1" -w -s -l "$run/log" \
            -o "-c listen_addresses= -c unix_socket_directories=$run -c fsync=off" start </dev/null >/dev/null 2>&1 ||
            { cat "$run/log" >&2; exit 1; }
        status=0
        PGPASSWORD=test psql -h "$run" -U postgres -XqAtc "$2" || status=$?
        "${as[@]}" "$(command -v pg_ctl)" -D "$1" -w -s -m immediate stop </dev/null >/dev/null 2>&1
        exit "$status"
        """#
}
