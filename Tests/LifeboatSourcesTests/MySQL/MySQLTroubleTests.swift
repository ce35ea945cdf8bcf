import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("Trouble with a real MariaDB")
struct MySQLTroubleTests {
    /// A source as a user that has only these rights.
    private func source(_ fixture: MariaDBFixture, _ grants: String...) throws -> MySQLSource {
        let user = MariaDBServer.uniqueName("few")
        try fixture.server.sql("CREATE USER \(user)@'%' IDENTIFIED BY 'few'")
        for grant in grants { try fixture.server.sql("GRANT \(grant) TO \(user)@'%'") }
        var configuration = fixture.configuration([fixture.target])
        configuration.server.user = user
        configuration.server.password = Secret("few")
        return MySQLSource(configuration)
    }

    @Test("A table that may not be read fails the dump, be it shown or hidden")
    func missingRight() async throws {
        guard let fixture = try MariaDBFixture() else { return }
        let database = fixture.target
        let hidden = try source(fixture, "SELECT ON \(database).customers", "TRIGGER, EVENT ON \(database).*")
        let shown = try source(
            fixture, "SELECT ON \(database).customers", "INSERT ON \(database).orders",
            "TRIGGER, EVENT ON \(database).*")
        for source in [hidden, shown] {
            let error = await expectLifeboatError(.accessDenied) {
                _ = try await fixture.dump(database, of: source, into: CollectedDump())
            }
            #expect(error?.hint?.contains("GRANT SELECT") == true)
            await expectLifeboatError(.accessDenied) { _ = try await source.probe() }
        }
    }

    @Test("What a user may not see is named in the receipt, and not silently missing")
    func unseen() async throws {
        guard let fixture = try MariaDBFixture() else { return }
        let source = try source(fixture, "SELECT, SHOW VIEW, LOCK TABLES ON \(fixture.target).*")
        let (_, result) = try await fixture.dump(fixture.target, of: source, into: CollectedDump())
        #expect(result.omissions.named.map(\.name) == ["triggers", "events", "routines"])
        #expect(result.omissions.lossCount == 3)
        #expect(result.evidence.counts["rows of customers"] == 5)
        #expect(result.facts["position"]?.hasPrefix("binlog.") == true, "the position needs no right here")
        let lines = try await source.probe()
        #expect(lines.count { $0.contains("may not see") } == 3, "\(lines)")
    }

    @Test("The rights that the documentation names are enough")
    func enough() async throws {
        guard let fixture = try MariaDBFixture() else { return }
        let source = try source(
            fixture, "SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON \(fixture.target).*", "SELECT ON mysql.proc")
        let (_, result) = try await fixture.dump(fixture.target, of: source, into: CollectedDump())
        #expect(result.omissions.isEmpty)
    }

    @Test("A routine whose body is hidden fails the dump")
    func hiddenRoutine() async throws {
        guard let fixture = try MariaDBFixture() else { return }
        let source = try source(fixture, "SELECT, SHOW VIEW, TRIGGER, EVENT, EXECUTE ON \(fixture.target).*")
        let error = await expectLifeboatError(.accessDenied) {
            _ = try await fixture.dump(fixture.target, of: source, into: CollectedDump())
        }
        #expect(error?.hint?.contains("mysql.proc") == true)
    }

    @Test("A broken view fails the dump, and the error names it")
    func brokenView() async throws {
        guard
            let fixture = try MariaDBFixture(
                schema: "CREATE TABLE t (id INT); CREATE VIEW v AS SELECT id FROM t; DROP TABLE t;")
        else { return }
        let error = await expectLifeboatError(.failed) {
            _ = try await fixture.dump(
                fixture.target, of: MySQLSource(fixture.configuration([fixture.target])), into: CollectedDump())
        }
        #expect(error?.hint?.contains("--ignore-table") == true, "\(error?.description ?? "")")
    }

    @Test("An event on which the dump program would hang is refused by its name, and can be left out")
    func endlessEvent() async throws {
        guard let fixture = try MariaDBFixture(schema: "CREATE TABLE t (id INT)") else { return }
        try fixture.server.sql(
            "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO INSERT INTO t VALUES (LENGTH(';;'))", in: fixture.target)
        let dump = CollectedDump()
        let error = await expectLifeboatError(.refused) {
            _ = try await fixture.dump(
                fixture.target, of: MySQLSource(fixture.configuration([fixture.target])), into: dump)
        }
        #expect(error?.what == "the event \(fixture.target).e cannot be dumped")
        let without = try MySQLDumpOptions("--skip-events")
        _ = try await fixture.dump(
            fixture.target, of: MySQLSource(fixture.configuration([fixture.target], options: without)),
            into: CollectedDump())
    }

    @Test("A table that is dropped while its database is dumped fails the dump")
    func dropped() async throws {
        let schema = MariaDBSchemas.metrics(rows: 300_000) + "CREATE TABLE zz (id INT);"
        guard let fixture = try MariaDBFixture(schema: schema) else { return }
        let dumped = CollectedDump { size in
            // The program has made its list by now, and waits for us with most of the first table unread.
            if size > 0, size < 1_000_000 { try fixture.server.sql("DROP TABLE IF EXISTS zz", in: fixture.target) }
        }
        let error = await expectLifeboatError(.temporary) {
            _ = try await fixture.dump(
                fixture.target, of: MySQLSource(fixture.configuration([fixture.target])), into: dumped)
        }
        #expect(error?.why?.contains("zz") == true)
    }

    @Test("A server that is killed in the middle of a dump fails it")
    func killedServer() async throws {
        guard let server = try MariaDBServer.start() else { return }
        try server.sql("CREATE DATABASE shop")
        try server.sql(MariaDBSchemas.metrics(rows: 300_000), in: "shop")
        let source = MySQLSource(
            MySQLConfiguration(
                server: ServerConnection(try server.address(nil), standardPort: 3_306),
                selection: DatabaseSelection(targets: ["shop"])))
        let dumped = CollectedDump { size in if size > 0, size < 2_000_000 { try? server.service.signal(SIGKILL) } }
        let error = await expectLifeboatError(.failed) {
            try await source.withSession { session in
                let target = try await session.targets()[0]
                _ = try await session.dump(target, DumpContext(pool: BlockPool()), into: dumped)
            }
        }
        #expect(error?.hint?.contains("server's log") == true)
    }

    @Test("Neither questions nor a restore show a password to others")
    func arguments() async throws {
        guard let fixture = try MariaDBFixture(schema: "CREATE TABLE t (id INT);") else { return }
        try await withScratchFolder { folder in
            let tool = try ToolStandIn(for: "mariadb", fixture.script(.tellsItsArguments), in: folder)
            let source = MySQLSource(fixture.configuration([fixture.target]), toolbox: Toolbox(path: tool.path))
            let dumped = CollectedDump()
            let (target, _) = try await fixture.dump(fixture.target, of: source, into: dumped)
            _ = try await source.restore(target, from: dumped.stream, into: fixture.place())
            #expect(tool.notes.contains("--binary-mode"))
            #expect(!tool.notes.contains(fixture.password))
        }
    }

    @Test("A failure that has the digits of another error in it is not passed over")
    func numbers() async throws {
        guard let fixture = try MariaDBFixture(schema: "CREATE TABLE t (id INT);") else { return }
        try await withScratchFolder { folder in
            let tool = try ToolStandIn(
                for: "mariadb",
                """
                input=$(cat)
                case "$input" in
                *"SHOW CREATE USER"*) echo "ERROR 2013 (HY000) at line 1133: Lost connection" >&2; exit 1 ;;
                esac
                printf '%s\\n' "$input" | "$REAL" "$@"
                """, in: folder)
            let source = MySQLSource(fixture.configuration(["all"]), toolbox: Toolbox(path: tool.path))
            let error = await expectLifeboatError(.failed) {
                _ = try await fixture.dump("mysql.users", of: source, into: CollectedDump())
            }
            #expect(error?.what.contains("ended the connection") == true)
        }
    }

    /// There is no MySQL to be had: its answers and its program are played.
    @Test("MySQL, played by stand-ins, is dumped by its own program with its own options")
    func mysqlByStandIns() async throws {
        guard let fixture = try MariaDBFixture() else { return }
        try await withScratchFolder { folder in
            let client = try ToolStandIn(
                for: "mariadb", #""$REAL" "$@" | sed 's/10\.11\.[^\t]*\t[^\t]*\t/8.0.36\tMySQL Community Server\t/'"#,
                in: folder)
            _ = try ToolStandIn(
                for: "mysqldump",
                #"echo "$*" >> "$NOTES"; for w; do shift; case $w in --set-gtid*|--column-stat*) ;; *) set -- "$@" "$w";; esac; done; exec "$REAL" "$@""#,
                in: folder)
            let file = folder("mysqldump")
            let script = try String(contentsOfFile: file, encoding: .utf8).replacing(
                #"*--version*|"#,
                with: #"--version) echo 'mysqldump  Ver 8.0.36 for Linux on x86_64 (MySQL)'; exit ;; *--never*|"#)
            try script.write(toFile: file, atomically: false, encoding: .utf8)
            chmod(file, 0o755)
            let source = MySQLSource(fixture.configuration([fixture.target]), toolbox: Toolbox(path: client.path))
            let dumped = CollectedDump()
            let (_, result) = try await fixture.dump(fixture.target, of: source, into: dumped)
            #expect(result.product == SourceProduct(name: "MySQL", version: "8.0.36"))
            #expect(result.facts["tool"]?.contains("8.0.36") == true)
            #expect(client.notes.contains("--set-gtid-purged=OFF --column-statistics=0"))
            #expect(!client.notes.contains("--master-data"))
            #expect(result.evidence.counts["rows of customers"] == 5)
        }
    }
}
