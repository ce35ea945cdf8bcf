import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("Dumps of a real MariaDB")
struct MySQLDumpTests {
    @Test("A dump loads without lifeboat, into a database of another character set, and is equal")
    func plainLoad() async throws {
        guard let fixture = try MariaDBFixture() else { return }
        let dumped = CollectedDump()
        _ = try await fixture.dump(
            fixture.target, of: MySQLSource(fixture.configuration([fixture.target])), into: dumped)
        try await withScratchFolder { folder in
            let copy = MariaDBServer.uniqueName("by_hand")
            try fixture.server.sql("CREATE DATABASE \(copy) CHARACTER SET latin1")
            try fixture.server.load(folder.write("dump.sql", dumped.bytes), into: copy)
            #expect(try fixture.contents(of: copy) == fixture.contents(of: fixture.target))
        }
    }

    @Test("The rows that a dump shows are those that the server counts")
    func counts() async throws {
        guard let fixture = try MariaDBFixture(schema: MariaDBSchemas.shop + MariaDBSchemas.metrics(rows: 200_000))
        else {
            return
        }
        let (_, result) = try await fixture.dump(
            fixture.target, of: MySQLSource(fixture.configuration([fixture.target])), into: CollectedDump())
        let names = try fixture.server.sql(
            """
            SELECT HEX(table_name) FROM information_schema.tables WHERE table_schema = '\(fixture.target)'
            AND table_type = 'BASE TABLE'
            """
        ).split(separator: "\n")
        #expect(names.count == 9)
        #expect(result.evidence.counts.count == names.count, "\(result.evidence.counts)")
        for name in names {
            let table = String(decoding: Self.bytes(hexadecimal: name), as: UTF8.self)
            let count = try fixture.server.sql(
                "SELECT COUNT(*) FROM `\(table.replacing("`", with: "``"))`", in: fixture.target)
            #expect(result.evidence.counts["rows of \(table)"] == Int64(count.dropLast()), "\(table)")
        }
    }

    @Test("The receipt's facts say what the dump stands on")
    func facts() async throws {
        guard let fixture = try MariaDBFixture() else { return }
        try fixture.server.sql("CREATE TABLE old (id INT) ENGINE = MyISAM", in: fixture.target)
        let (_, result) = try await fixture.dump(
            fixture.target, of: MySQLSource(fixture.configuration([fixture.target])), into: CollectedDump())
        #expect(result.product?.name == "MariaDB")
        #expect(result.facts["tool"]?.contains("mariadb-dump") == true)
        #expect(result.facts["position"]?.hasPrefix("binlog.") == true, "\(result.facts)")
        #expect(result.facts["gtid"]?.hasPrefix("0-1-") == true)
        #expect(result.facts["collation"] == "utf8mb4_unicode_520_ci")
        #expect(result.facts["consistency"]?.contains("old (MyISAM)") == true)
        #expect(result.omissions.isEmpty)

        let locked = try MySQLSource(
            fixture.configuration([fixture.target], options: MySQLDumpOptions("--lock-tables")))
        let (_, second) = try await fixture.dump(fixture.target, of: locked, into: CollectedDump())
        #expect(second.facts["consistency"]?.contains("locked") == true)
        #expect(second.facts["position"]?.contains("not known") == true)
    }

    @Test(
        "Options that change the shape of a dump change neither its counts nor its end mark",
        arguments: [
            "--opt --add-drop-database --routines --comments --create-options --quote-names --order-by-primary --hex-blob",
            "--skip-extended-insert --complete-insert", "--skip-comments", "--skip-quote-names",
            "--skip-opt --create-options",
            "--compatible=ansi", "--insert-ignore", "--replace --skip-hex-blob", "--master-data=2 --gtid", "-x",
            "--default-character-set=utf8mb4", "--tz-utc --skip-dump-date", "--net-buffer-length=4096",
        ])
    func shapes(_ line: String) async throws {
        guard let fixture = try MariaDBFixture() else { return }
        let source = try MySQLSource(fixture.configuration([fixture.target], options: MySQLDumpOptions(line)))
        let (_, result) = try await fixture.dump(fixture.target, of: source, into: CollectedDump())
        let (_, plain) = try await fixture.dump(
            fixture.target, of: MySQLSource(fixture.configuration([fixture.target])), into: CollectedDump())
        #expect(result.evidence == plain.evidence)
    }

    @Test(
        "Databases of any name are dumped and restored",
        arguments: [
            "a b; rm -rf", "-leading", "--all-databases", "tick`s", "雪 ünï", "do.t", "select", "100%_\\n", "it's \"q\"",
        ])
    func names(_ name: String) async throws {
        guard let fixture = try MariaDBFixture(schema: "SELECT 1;") else { return }
        // One name is used by one test only, but servers are shared by runs of it.
        let database = name + MariaDBServer.uniqueName("")
        let quoted = "`" + database.replacing("`", with: "``") + "`"
        try fixture.server.sql(
            "CREATE DATABASE \(quoted); CREATE TABLE \(quoted).t (id INT); INSERT INTO \(quoted).t VALUES (1), (2)")
        let source = MySQLSource(fixture.configuration([database]))
        let dumped = CollectedDump()
        let (target, result) = try await fixture.dump(database, of: source, into: dumped)
        #expect(result.evidence.counts == ["rows of t": 2])
        let copy = name + MariaDBServer.uniqueName("")
        let restored = try await source.restore(target, from: dumped.stream, into: .renamed(copy))
        #expect(restored.evidence == result.evidence)
        #expect(try fixture.server.dump(copy) == fixture.server.dump(database))
    }

    @Test("An empty database is a backup with its end mark, and restores to an empty one")
    func empty() async throws {
        guard let fixture = try MariaDBFixture(schema: "SELECT 1;") else { return }
        let dumped = CollectedDump()
        let source = MySQLSource(fixture.configuration([fixture.target]))
        let (target, result) = try await fixture.dump(fixture.target, of: source, into: dumped)
        #expect(result.evidence.isEmpty)
        #expect(String(decoding: dumped.bytes, as: UTF8.self).contains("-- Dump completed"))
        _ = try await source.restore(target, from: dumped.stream, into: fixture.place())
    }

    @Test("`all` means the databases that people made, and the users; not what is excluded")
    func all() async throws {
        guard let fixture = try MariaDBFixture(schema: "SELECT 1;") else { return }
        let names = try await MySQLSource(fixture.configuration(["all"])).withSession { try await $0.targets() }.map(
            \.name)
        #expect(names.contains(fixture.target))
        #expect(names.contains("mysql.users"))
        #expect(Set(names).isDisjoint(with: ["mysql", "sys", "information_schema", "performance_schema"]))
        let others = try await MySQLSource(
            fixture.configuration(["all"], excludes: [fixture.target, "mysql.users"])
        ).withSession { try await $0.targets() }.map(\.name)
        #expect(!others.contains(fixture.target) && !others.contains("mysql.users"))
    }

    @Test("Counting by the server is refused by its name")
    func serverCounts() async throws {
        guard let fixture = try MariaDBFixture(schema: "SELECT 1;") else { return }
        let error = await expectLifeboatError(.configuration) {
            _ = try await fixture.dump(
                fixture.target, of: MySQLSource(fixture.configuration([fixture.target])), into: CollectedDump(),
                evidence: .counts)
        }
        #expect(error?.summary.contains("evidence: counts") == true)
    }

    @Test(
        "Every password reaches the server as it is",
        arguments: [
            "0123", "yes", "a: b", "#x", "\"quoted\"", "'", "\\", "\\\\n", "a\nb", " blank ", "tab\t", "`$(id)`", "é😀",
            "{{ x }}", "%s%n",
            "a#b'c\"d", "[client]", "x=y",
        ])
    func passwords(_ password: String) async throws {
        guard let fixture = try MariaDBFixture(schema: "SELECT 1;") else { return }
        let text = password.replacing("\\", with: "\\\\").replacing("'", with: "''")
        try fixture.server.sql("ALTER USER \(fixture.user)@'%' IDENTIFIED BY '\(text)'")
        var configuration = fixture.configuration([fixture.target])
        configuration.server = fixture.connection(password: password)
        let lines = try await MySQLSource(configuration).probe()
        #expect(lines.first?.contains(fixture.user) == true)
    }

    @Test("An option file of the user's own brings what `connect` does not say, and `connect` wins")
    func authFile() async throws {
        guard let fixture = try MariaDBFixture(schema: "SELECT 1;") else { return }
        try await withScratchFolder { folder in
            let file = try folder.write("a b.cnf", "[client]\nuser=root\npassword=test\nport=1\n")
            var configuration = fixture.configuration([fixture.target])
            configuration.authFile = file
            configuration.server = ServerConnection(host: "127.0.0.1", port: fixture.server.service.port)
            let lines = try await MySQLSource(configuration).probe()
            #expect(lines.first?.contains("root@") == true, "\(lines)")
            configuration.authFile = folder("missing.cnf")
            await expectLifeboatError(.notFound) { _ = try await MySQLSource(configuration).probe() }
        }
    }

    private static func bytes(hexadecimal text: Substring) -> [UInt8] {
        stride(from: 0, to: text.count, by: 2).compactMap { UInt8(text.dropFirst($0).prefix(2), radix: 16) }
    }
}
