import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("Restores into a real MariaDB")
struct MySQLRestoreTests {
    private static let schema = "CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1), (2), (3);"

    private func dumped(_ fixture: MariaDBFixture) async throws -> (MySQLSource, Target, CollectedDump) {
        let source = MySQLSource(fixture.configuration([fixture.target]))
        let dump = CollectedDump()
        let (target, _) = try await fixture.dump(fixture.target, of: source, into: dump)
        return (source, target, dump)
    }

    @Test("Under another name on the same server, but not over something")
    func renamed() async throws {
        guard let fixture = try MariaDBFixture() else { return }
        let (source, target, dump) = try await dumped(fixture)
        let name = MariaDBServer.uniqueName("renamed")
        let result = try await source.restore(target, from: dump.stream, into: .renamed(name))
        #expect(result.facts["next_steps"]?.contains("ALTER EVENT `\(name)`.`nightly` DISABLE") == true)
        #expect(try fixture.contents(of: name) == fixture.contents(of: fixture.target))
        let error = await expectLifeboatError(.alreadyExists) {
            _ = try await source.restore(target, from: dump.stream, into: .renamed(name))
        }
        #expect(error?.hint?.contains("--as") == true)
    }

    @Test("A database that holds only a view or a routine holds something")
    func onlyViews() async throws {
        guard let fixture = try MariaDBFixture(schema: Self.schema) else { return }
        let (source, target, dump) = try await dumped(fixture)
        let names = (MariaDBServer.uniqueName("v"), MariaDBServer.uniqueName("r"))
        try fixture.server.sql(
            "CREATE DATABASE \(names.0); CREATE VIEW \(names.0).v AS SELECT 1; CREATE DATABASE \(names.1);")
        try fixture.server.sql("CREATE PROCEDURE p() SELECT 1", in: names.1)
        for name in [names.0, names.1] {
            await expectLifeboatError(.alreadyExists) {
                _ = try await source.restore(target, from: dump.stream, into: .renamed(name))
            }
        }
    }

    @Test("In place brings back what the backup holds, and names what it leaves as it was")
    func inPlace() async throws {
        guard let fixture = try MariaDBFixture() else { return }
        let before = try fixture.contents(of: fixture.target)
        let (source, target, dump) = try await dumped(fixture)
        try fixture.server.sql(
            "DELETE FROM log; DROP VIEW over_view; DELETE FROM customers; DROP FUNCTION plus", in: fixture.target)
        _ = try await source.restore(target, from: dump.stream, into: .inPlace)
        #expect(try fixture.contents(of: fixture.target) == before)

        try fixture.server.sql("CREATE TABLE newer (id INT); INSERT INTO newer VALUES (1)", in: fixture.target)
        let result = try await source.restore(target, from: dump.stream, into: .inPlace)
        #expect(result.facts["left_alone"] == "tables that the backup does not hold: newer")
        #expect(try fixture.server.sql("SELECT COUNT(*) FROM newer", in: fixture.target) == "1\n")
    }

    @Test("In place only where the configuration points, and never into the server's own databases")
    func forged() async throws {
        guard let fixture = try MariaDBFixture(schema: Self.schema) else { return }
        let (source, _, dump) = try await dumped(fixture)
        for origin in ["somebody_elses", "mysql", "MySQL"] {
            await expectLifeboatError(.refused) {
                _ = try await source.restore(
                    Target(name: fixture.target, fileExtension: "sql", origin: origin), from: dump.stream,
                    into: .inPlace)
            }
            await expectLifeboatError(.refused) {
                _ = try await source.restore(
                    Target(name: "mysql", fileExtension: "sql", origin: "mysql"), from: dump.stream,
                    into: .server(fixture.server.address(nil), replace: true))
            }
        }
    }

    @Test("A receipt that says another origin than its name leads nowhere, though all databases are backed up")
    func forgedOrigin() async throws {
        guard let fixture = try MariaDBFixture(schema: Self.schema) else { return }
        let dump = CollectedDump()
        let source = MySQLSource(fixture.configuration(["all"]))
        _ = try await fixture.dump(fixture.target, of: source, into: dump)
        let victim = MariaDBServer.uniqueName("victim")
        try fixture.server.sql("CREATE DATABASE \(victim); CREATE TABLE \(victim).t (id INT)")
        let address = try fixture.server.address(nil)
        for place in [RestorePlace.inPlace, .server(address, replace: true), .server(address, replace: false)] {
            for (name, origin) in [
                (fixture.target, victim), (fixture.target, MySQLUsers.origin), ("mysql.users", fixture.target),
            ] {
                await expectLifeboatError(.refused) {
                    _ = try await source.restore(
                        Target(name: name, fileExtension: "sql", origin: origin), from: dump.stream, into: place)
                }
            }
        }
        let narrow = MySQLSource(fixture.configuration([fixture.target]))
        await expectLifeboatError(.refused, "it is not selected") {
            _ = try await narrow.restore(
                Target(name: victim, fileExtension: "sql", origin: victim), from: dump.stream, into: .inPlace)
        }
        #expect(try fixture.server.sql("SELECT COUNT(*) FROM \(victim).t") == "0\n")
    }

    @Test("A right to act as others that this user may not grant is named, and all others are granted")
    func proxies() async throws {
        guard let fixture = try MariaDBFixture(schema: Self.schema) else { return }
        let person = MariaDBServer.uniqueName("person")
        let proxy = "GRANT PROXY ON ''@'%' TO `\(person)`@`%` WITH GRANT OPTION"
        let text = """
            -- Users, roles and grants
            SET NAMES utf8mb4;
            CREATE USER IF NOT EXISTS `\(person)`@`%`;
            \(proxy);
            GRANT SELECT ON *.* TO `\(person)`@`%`;
            -- Dump completed

            """
        let admin = MariaDBServer.uniqueName("admin")
        try fixture.server.sql(
            "CREATE USER \(admin)@'%' IDENTIFIED BY 'x'; GRANT ALL ON *.* TO \(admin)@'%' WITH GRANT OPTION")
        let client = try MySQLClient(
            ServerConnection(fixture.server.address(nil, user: admin, password: "x"), standardPort: 3_306),
            authFile: nil, toolbox: Toolbox())
        let result = try await MySQLUsersRestore(client: client).run(ByteStream(Array(text.utf8)))
        #expect(result.omissions.named.map(\.name) == [proxy])
        #expect(result.evidence.counts["users and roles"] == 1)
        #expect(try fixture.server.sql("SHOW GRANTS FOR \(person)").hasPrefix("GRANT SELECT ON *.*"))
    }

    @Test("A dump that is cut anywhere is not taken, and the error says what it leaves")
    func cut() async throws {
        guard let fixture = try MariaDBFixture(schema: Self.schema) else { return }
        let (source, target, dump) = try await dumped(fixture)
        let bytes = dump.bytes
        for size in [bytes.count - 20, bytes.count / 2, 10] {
            let name = MariaDBServer.uniqueName("cut")
            do {
                _ = try await source.restore(target, from: ByteStream(Array(bytes.prefix(size))), into: .renamed(name))
                Issue.record("\(size) of \(bytes.count) bytes were taken")
            } catch let error as LifeboatError {
                #expect(error.hint?.contains("DROP DATABASE `\(name)`") == true, "\(error)")
            }
        }
    }

    @Test("A failure to read is told as it is, with what it leaves, and the client never sees the end")
    func failingInput() async throws {
        guard let fixture = try MariaDBFixture(schema: Self.schema) else { return }
        let (source, target, dump) = try await dumped(fixture)
        let name = MariaDBServer.uniqueName("failing")
        let trouble = LifeboatError(.corrupted, "the decoded backup is not what was written")
        let (blocks, end) = (dump.stream, trouble)
        let input = ByteStream {
            guard let block = try await blocks.next() else { throw end }
            return block
        }
        do {
            _ = try await source.restore(target, from: input, into: .renamed(name))
            Issue.record("it was taken")
        } catch let error as LifeboatError {
            #expect(error.isSameTrouble(as: trouble))
            #expect(error.hint?.contains("DROP DATABASE `\(name)`") == true, "\(error)")
        }
    }

    @Test(
        "What a forged dump says to the client is not obeyed",
        arguments: [
            "\\! touch PWNED\n", "system touch PWNED\n", "SELECT 1; \\! touch PWNED\n", "source PWNED.sql\n",
            "\\. PWNED.sql\n",
            "tee PWNED\n", "\\T PWNED\n", "pager touch PWNED\n", "delimiter \\! touch PWNED\n",
            "CREATE TABLE x (a TEXT); LOAD DATA LOCAL INFILE 'PWNED.sql' INTO TABLE x;\n", "connect other\n",
        ])
    func hostile(_ text: String) async throws {
        guard let fixture = try MariaDBFixture(schema: Self.schema) else { return }
        let (source, target, dump) = try await dumped(fixture)
        try await withScratchFolder { folder in
            try folder.write("pwned.sql", "system touch \(folder("pwned"))\nCREATE TABLE pwned (id INT);")
            let hostile = text.replacing("PWNED", with: folder("pwned"))
            let name = MariaDBServer.uniqueName("hostile")
            var failed = false
            do {
                _ = try await source.restore(
                    target, from: ByteStream(Array(hostile.utf8) + dump.bytes), into: .renamed(name))
            } catch {
                failed = true
            }
            #expect(failed, "nobody complained")
            #expect(!FileManager.default.fileExists(atPath: folder("pwned")))
            let tables = try fixture.server.sql(
                "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '\(name)' AND table_name = 'pwned'"
            )
            #expect(tables == "0\n")
        }
    }

    @Test("A folder is no place for it, nor a server of another kind")
    func places() async throws {
        guard let fixture = try MariaDBFixture(schema: Self.schema) else { return }
        let (source, target, dump) = try await dumped(fixture)
        await expectLifeboatError(.usage) {
            _ = try await source.restore(target, from: dump.stream, into: .folder("/tmp/x", replace: false))
        }
        await expectLifeboatError(.usage) {
            _ = try await source.restore(
                target, from: dump.stream, into: .server(ServerAddress(url: "postgresql://h/d"), replace: false))
        }
    }

    @Test("Users, roles and grants reach another server, where those that exist keep their password")
    func users() async throws {
        guard let fixture = try MariaDBFixture(), let other = try MariaDBServer.start() else { return }
        let (person, role) = (MariaDBServer.uniqueName("o'brien"), MariaDBServer.uniqueName("role"))
        let account = "`\(person)`@`127.0.0.1`"
        try fixture.server.sql(
            """
            CREATE ROLE \(role); GRANT SELECT ON \(fixture.target).* TO \(role);
            CREATE USER \(account) IDENTIFIED BY 's;ecret'; GRANT \(role) TO \(account); SET DEFAULT ROLE \(role) FOR \(account);
            GRANT INSERT, UPDATE (name) ON \(fixture.target).customers TO \(account) WITH GRANT OPTION;
            GRANT EXECUTE ON PROCEDURE \(fixture.target).add_one TO \(account);
            """)
        let source = MySQLSource(fixture.configuration(["all"]))
        let (dump, usersDump) = (CollectedDump(), CollectedDump())
        let (database, _) = try await fixture.dump(fixture.target, of: source, into: dump)
        let (users, result) = try await fixture.dump("mysql.users", of: source, into: usersDump)
        #expect(result.evidence.counts["users and roles"] ?? 0 > 3)

        try other.sql("CREATE USER \(fixture.user)@'%' IDENTIFIED BY 'mine'")
        _ = try await source.restore(database, from: dump.stream, into: .server(other.address(nil), replace: false))
        // The grants of other tests are on databases that are not there.
        let own = String(decoding: usersDump.bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
        )
        .filter { line in
            !line.contains(" ON ") || line.contains(" ON *.*") || line.contains("`\(fixture.target)`")
        }.joined(separator: "\n")
        let restored = try await source.restore(
            users, from: ByteStream(Array(own.utf8)), into: .server(other.address(nil), replace: false))
        #expect(restored.evidence == result.evidence)
        for question in ["SHOW GRANTS FOR \(account)", "SHOW CREATE USER \(account)", "SHOW GRANTS FOR \(role)"] {
            #expect(try other.sql(question) == fixture.server.sql(question))
        }
        // Both passwords are the old ones.
        for (user, password) in [(person, "s;ecret"), (fixture.user, "mine")] {
            let connection = ServerConnection(
                host: "127.0.0.1", port: other.service.port, user: user, password: Secret(password))
            let probe = MySQLSource(
                MySQLConfiguration(server: connection, selection: DatabaseSelection(targets: [fixture.target])))
            do { _ = try await probe.probe() } catch let error as LifeboatError {
                #expect(error.what.contains("may not read"), "\(user): \(error)")
            }
        }
        await expectLifeboatError(.incomplete, "it is cut") {
            _ = try await source.restore(
                users, from: ByteStream(Array(usersDump.bytes.dropLast(3))),
                into: .server(other.address(nil), replace: false))
        }
    }
}
