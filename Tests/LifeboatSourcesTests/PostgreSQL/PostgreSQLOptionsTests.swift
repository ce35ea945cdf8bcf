import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("Further options for pg_dump")
struct PostgreSQLOptionsTests {
    @Test(
        "are taken where they leave the dump what it is",
        arguments: [
            "", "--exclude-table-data=sessions", "-n public -T 'a b*'", "--no-owner -x -v",
            "--inserts --rows-per-insert=10",
            "--clean --if-exists", "--no-unlogged-table-data", "-O", "--schema=a", "--schema a", "-tfile", "-nsa",
        ])
    func harmless(_ line: String) throws {
        #expect(try PostgreSQLOptions(line).words == ShellWords.split(line))
    }

    @Test(
        "are refused by name where Lifeboat decides",
        arguments: [
            ("-f /tmp/x", "--file"), ("--file=/tmp/x", "--file"), ("--fil=/tmp/x", "--file"), ("-vf/tmp/x", "--file"),
            ("-Fc", "--format"), ("--format c", "--format"), ("-j4", "--jobs"), ("-d other", "--dbname"),
            ("--dbname=x", "--dbname"), ("-h other", "--host"), ("-p 1", "--port"), ("-U me", "--username"),
            ("-w", "--no-password"), ("-W", "--password"), ("-C", "--create"), ("--create", "--create"),
            ("-Z9", "--compress"),
            ("--enable-row-security", "--enable-row-security"), ("--snapshot=x", "--snapshot"), ("-c", "--clean"),
            ("--clean", "--clean"), ("-xc", "--clean"), ("--help", "--help"), ("-V", "--version"),
            ("-s", "--schema-only"),
            ("--schema-only", "--schema-only"), ("--schema-o", "--schema-only"), ("-Oa", "--data-only"),
            ("--data-only", "--data-only"), ("--section=data", "--section"), ("--section pre-data", "--section"),
            ("--no-data", "--no-data"), ("--no-schema", "--no-schema"), ("--statistics-only", "--statistics-only"),
        ])
    func refused(_ line: String, _ name: String) async {
        let error = await expectLifeboatError(.configuration) { _ = try PostgreSQLOptions(line) }
        #expect(error?.what.contains(name) == true, "\(error?.summary ?? "")")
        #expect(error?.hint != nil)
    }

    @Test(
        "Those of pg_basebackup are few",
        arguments: ["-D x", "--pgdata=x", "-R", "--wal-method=none", "-z", "--label x"])
    func baseBackup(_ line: String) async {
        await expectLifeboatError(.configuration) { _ = try BaseBackupOptions(line) }
    }

    @Test(
        "Their character set is known", arguments: ["-E LATIN1", "-ELATIN1", "--encoding=LATIN1", "--encoding LATIN1"])
    func encoding(_ line: String) throws {
        #expect(try PostgreSQLOptions(line).encoding == "LATIN1")
    }

    @Test(
        "are known to leave something out, or only to change how it is written",
        arguments: [
            (nil, false), ("--no-owner -x --encoding=LATIN1", false), ("--inserts --rows-per-insert=10", false),
            ("--exclude-table-data=a", true), ("-O -Ta", true), ("-n public", true), ("-B", true),
        ] as [(String?, Bool)])
    func selection(_ line: String?, _ selects: Bool) {
        #expect(PostgreSQLOptions.selects(line) == selects)
    }
}
