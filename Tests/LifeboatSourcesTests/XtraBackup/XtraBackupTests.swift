import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("Physical backups of a real MariaDB", .serialized)
struct XtraBackupTests {
    @Test(arguments: SourceContract.allCases)
    func promise(_ rule: SourceContract) async throws {
        guard let fixture = try XtraBackupFixture.shared.get() else { return }
        try await rule.check(fixture)
    }

    private func dump(_ fixture: XtraBackupFixture) async throws -> (XtraBackupSource, CollectedDump, DumpResult) {
        let source = try XtraBackupSource(fixture.configuration())
        let dumped = CollectedDump()
        let result = try await source.withSession { session in
            try await session.dump(session.targets()[0], DumpContext(pool: BlockPool()), into: dumped)
        }
        return (source, dumped, result)
    }

    @Test("What is restored belongs to the server's user, and nobody else may read it")
    func owner() async throws {
        guard let fixture = try XtraBackupFixture.shared.get() else { return }
        let (source, dumped, result) = try await dump(fixture)
        #expect(result.facts["position"]?.contains("binlog.") == true, "\(result.facts)")
        #expect(result.facts["lsn"]?.contains(" to ") == true)
        guard case .folder(let folder, _) = fixture.place() else { return }
        _ = try await source.restore(
            XtraBackupSession.target, from: dumped.stream, into: .folder(folder, replace: false))
        let attributes = try FileManager.default.attributesOfItem(atPath: folder)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        let data = try FileManager.default.attributesOfItem(atPath: folder + "/ibdata1")
        #expect(data[.ownerAccountName] as? String == (geteuid() == 0 ? "mysql" : NSUserName()))
        #expect((data[.posixPermissions] as? Int ?? 0o777) & 0o007 == 0)
    }

    @Test("A folder that holds something is refused, also by force, and left as it was")
    func notEmpty() async throws {
        guard let fixture = try XtraBackupFixture.shared.get() else { return }
        let (source, dumped, _) = try await dump(fixture)
        try await withScratchFolder { folder in
            try folder.write("ibdata1", "another server's")
            await expectLifeboatError(.alreadyExists) {
                _ = try await source.restore(
                    XtraBackupSession.target, from: dumped.stream, into: .folder(folder.path, replace: true))
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left == ["ibdata1"])
        }
    }

    @Test("A backup that is cut or damaged leaves an empty folder", arguments: [false, true])
    func damaged(_ isCut: Bool) async throws {
        guard let fixture = try XtraBackupFixture.shared.get() else { return }
        let (source, dumped, _) = try await dump(fixture)
        var bytes = dumped.bytes
        if isCut { bytes.removeLast(bytes.count / 3) } else { bytes[bytes.count / 2] ^= 1 }
        try await withScratchFolder { folder in
            await #expect(throws: LifeboatError.self) {
                _ = try await source.restore(
                    XtraBackupSession.target, from: ByteStream(bytes), into: .folder(folder("data"), replace: false))
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder("data"))
            #expect(left.isEmpty)
        }
    }

    @Test("A backup of another series of servers is refused before anything is written")
    func anotherSeries() async throws {
        guard let fixture = try XtraBackupFixture.shared.get() else { return }
        try await withScratchFolder { folder in
            var target = XtraBackupSession.target
            target.facts["tool"] = "mariadb-backup based on MariaDB server 10.4.34-MariaDB debian-linux-gnu (x86_64)"
            let source = try XtraBackupSource(fixture.configuration())
            let error = await expectLifeboatError(.refused) {
                _ = try await source.restore(
                    target, from: ByteStream([1]), into: .folder(folder("data"), replace: false))
            }
            #expect(
                error?.what.contains("of MariaDB 10.4, and those here are of MariaDB 10.11") == true,
                "\(error?.what ?? "")")
            #expect(!FileManager.default.fileExists(atPath: folder("data")))
        }
    }

    @Test("A server whose files are elsewhere is said to be so")
    func elsewhere() async throws {
        guard let fixture = try XtraBackupFixture.shared.get() else { return }
        try await withScratchFolder { folder in
            let real = #"exec "$REAL" "$@""#
            let tool = try ToolStandIn(
                for: "mariadb", "\(real) | sed 's|^/tmp/.*/data/$|/var/lib/other/|'".replacing("exec ", with: ""),
                in: folder)
            let source = fixture.source(targets: [], path: tool.path)
            let error = await expectLifeboatError(.notFound) { _ = try await source.probe() }
            #expect(error?.what.contains("/var/lib/other/") == true)
            #expect(error?.hint?.contains("same volume") == true)
        }
    }

    @Test("A program that ends well and does not say that it completed has not")
    func notCompleted() async throws {
        guard let fixture = try XtraBackupFixture.shared.get() else { return }
        try await withScratchFolder { folder in
            let tool = try ToolStandIn(
                for: "mariadb-backup",
                #""$REAL" "$@" 2> "$NOTES"; grep -v 'completed OK' "$NOTES" >&2; exit 0"#, in: folder)
            let source = fixture.source(targets: [], path: tool.path)
            let error = await expectLifeboatError(.incomplete) {
                try await source.withSession { session in
                    _ = try await session.dump(
                        XtraBackupSession.target, DumpContext(pool: BlockPool()), into: CollectedDump())
                }
            }
            #expect(error?.what.contains("did not say that it completed") == true)
        }
    }

    @Test("A right that is missing is named")
    func missingRight() async throws {
        guard let fixture = try XtraBackupFixture.shared.get() else { return }
        try fixture.server.sql("CREATE OR REPLACE USER few@localhost IDENTIFIED BY 'few'")
        var configuration = try fixture.configuration(password: "few")
        configuration.server.user = "few"
        let source = XtraBackupSource(configuration)
        let error = await expectLifeboatError(.accessDenied) {
            try await source.withSession { session in
                _ = try await session.dump(
                    XtraBackupSession.target, DumpContext(pool: BlockPool()), into: CollectedDump())
            }
        }
        #expect(error?.hint?.contains("GRANT RELOAD, PROCESS ON") == true, "\(error?.description ?? "")")
        #expect(error.map { !"\($0)".contains("*C3F0A8A26804B2C508F5A2E82D9E116DD3F20D32") } ?? false, "the hash shows")
    }

    @Test("A server that is killed in the middle of a backup fails it")
    func killedServer() async throws {
        guard let server = try MariaDBServer.start() else { return }
        let options = try server.service.folder.write(
            "server.cnf",
            "[client]\nsocket=\(server.service["socket"])\n[mysqld]\ndatadir=\(server.service["data"])\n")
        let source = XtraBackupSource(
            XtraBackupConfiguration(
                server: ServerConnection(port: 3_306, user: "root", password: Secret("test")), serverOptions: options))
        let dumped = CollectedDump { size in if size > 0, size < 2_000_000 { try? server.service.signal(SIGKILL) } }
        let error = await expectLifeboatError(.failed) {
            try await source.withSession { session in
                _ = try await session.dump(XtraBackupSession.target, DumpContext(pool: BlockPool()), into: dumped)
            }
        }
        #expect(error?.hint?.contains("server's log") == true, "\(error?.description ?? "")")
    }

    /// There is no MySQL and no Percona XtraBackup to be had: the answers and the programs are played.
    @Test("MySQL, played by stand-ins, is backed up and restored by Percona's programs")
    func perconaByStandIns() async throws {
        guard let fixture = try XtraBackupFixture.shared.get() else { return }
        try await withScratchFolder { folder in
            let client = try ToolStandIn(
                for: "mariadb", #""$REAL" "$@" | sed 's/10\.11\.[^\t]*\t[^\t]*\t/8.0.36\tMySQL Community Server\t/'"#,
                in: folder)
            let says = "xtrabackup version 8.0.35-30 based on MySQL server 8.0.35 Linux (x86_64)"
            for (name, real) in [("xtrabackup", "mariadb-backup"), ("xbstream", "mbstream")] {
                let script = """
                    #!/bin/bash
                    if [ "$*" = --version ]; then echo '\(says)' >&2; exit; fi
                    echo "\(name) $*" >> '\(folder("notes"))'
                    exec \(real) "$@"

                    """
                chmod(try folder.write(name, script), 0o755)
            }
            let source = fixture.source(targets: [], path: client.path)
            let dumped = CollectedDump()
            let result = try await source.withSession { session in
                try await session.dump(XtraBackupSession.target, DumpContext(pool: BlockPool()), into: dumped)
            }
            #expect(result.facts["tool"] == says)
            var target = XtraBackupSession.target
            target.facts = result.facts
            let place = fixture.place()
            _ = try await source.restore(target, from: dumped.stream, into: place)
            #expect(try fixture.contents(of: place) == fixture.contents(of: nil))
            let runs = client.notes.split(separator: "\n").map { $0.prefix { $0 != " " } }
            #expect(runs == ["xtrabackup", "xbstream", "xtrabackup"], "\(client.notes)")
        }
    }

    @Test(
        "Options that would make no whole backup are refused by their name",
        arguments: [
            "--stream=tar", "--target-dir=/x", "--password=geheim", "-pgeheim", "--databases=a", "--tables=x",
            "--compress",
            "--incremental-basedir=/x", "--prepare", "--user=x", "word", "--data=x", "--no_defaults",
        ])
    func options(_ line: String) async {
        let error = await expectLifeboatError(.configuration) { _ = try XtraBackupOptions(line) }
        #expect(error.map { !"\($0)".contains("geheim") } ?? false)
    }

    @Test("Ordinary options are taken", arguments: ["", "--parallel=2 --safe-slave-backup", "--no-lock"])
    func accepted(_ line: String) throws { _ = try XtraBackupOptions(line) }

    @Test("A stream is whole only where a file ends, however it is cut", arguments: [1, 7, 4_096])
    func inspector(_ step: Int) async throws {
        func chunk(_ kind: Character, _ path: String, _ payload: [UInt8]? = nil) -> [UInt8] {
            func number(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
            var bytes = Array("XBSTCK01".utf8) + [0, kind.asciiValue ?? 0] + number(path.utf8.count, 4) + path.utf8
            if let payload { bytes += number(payload.count, 8) + number(0, 8) + number(0, 4) + payload }
            return bytes
        }
        let whole =
            chunk("P", "ibdata1", Array("XBSTCK01".utf8) + Array(repeating: 7, count: 9_000)) + chunk("P", "b", [])
            + chunk("E", "ibdata1") + chunk("E", "b") + chunk("P", "x_checkpoints", [1]) + chunk("E", "x_checkpoints")
        func inspect(_ bytes: [UInt8]) throws -> Evidence {
            var inspector = XtraBackupStreamInspector()
            var rest = bytes[...]
            while !rest.isEmpty {
                try Array(rest.prefix(step)).withUnsafeBytes { try inspector.inspect($0) }
                rest = rest.dropFirst(step)
            }
            return try inspector.finish()
        }
        #expect(try inspect(whole).counts == ["files": 3])
        for count in [
            0, 1, 13, 14, 20, 40, 9_000, whole.count - 30, whole.count - 27, whole.count - 26, whole.count - 1,
        ] {
            await expectLifeboatError(.incomplete, "\(count) bytes") { _ = try inspect(Array(whole.prefix(count))) }
        }
        await expectLifeboatError(.corrupted) { _ = try inspect(Array("-- SQL text is no stream".utf8)) }
    }
}
