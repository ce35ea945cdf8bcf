import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("extra_keys for MySQL's dump programs")
struct MySQLDumpOptionsTests {
    @Test("What the article says is taken as it is")
    func article() throws {
        let line =
            "--opt --add-drop-database --routines --comments --create-options --quote-names --order-by-primary --hex-blob"
        let options = try MySQLDumpOptions(line)
        #expect(options.words == line.split(separator: " ").map(String.init))
        #expect(!options.forbidsSingleTransaction)
    }

    @Test(
        "Ordinary options are taken",
        arguments: [
            "", "--ignore-table=shop.log --quick", "--ignore-table 'a.b c' --quick", "-e -c", "--master-data=2",
            "--skip-triggers", "--default-character-set=utf8mb4", "--default-character-set=binary", "--skip-comments",
            "--max-allowed-packet 512M", "--column-statistics=0", "--complete-insert",
        ])
    func accepted(_ line: String) throws { _ = try MySQLDumpOptions(line) }

    @Test(
        "What would break a backup is refused by its name, however it is written",
        arguments: [
            "--result-file=/tmp/x", "--result_file=/tmp/x", "--res=/tmp/x", "-r/tmp/x", "-r /tmp/x", "--databases",
            "--data", "-B", "--all-databases", "--all-d", "-A", "--password=geheim", "--pass=geheim", "-pgeheim",
            "--loose-password=geheim", "--tab=/tmp", "-T/tmp", "--xml", "-X", "--compact", "--loose-compact",
            "--skip-opt -f", "--force", "--host=other", "-hother", "-P3307", "--port 3307", "--socket=/x",
            "--defaults-file=/x", "shop", "--quick shop", "--", "-", "--tables t", "--master-data",
            "--master-data=1", "--dump-slave", "--default-character-set=gbk", "--default-character-set gbk", "-qeB",
            "--no-data", "-d", "--no-create-info", "-qt", "--where=1=0", "--where '1 = 0'", "-wid>1", "-w 'id > 1'",
            "--wh=1",
            "--no_d", "--as-of=2020-01-01", "--init-command=SET", "--default-character-set=ascii",
            "--default-character-set=utf8", "--default-char=latin1", "--master-d=1",
            "--system=users", "--ignore-table", "--log-error=/x", "--delete-master-logs", "--apply-slave-statements",
        ])
    func refused(_ line: String) async {
        let error = await expectLifeboatError(.configuration) { _ = try MySQLDumpOptions(line) }
        #expect(error?.hint != nil)
        #expect(error.map { !"\($0)".contains("geheim") } ?? false)
    }

    @Test(
        "Locks rule out one transaction",
        arguments: [
            "--lock-tables", "--lock-t", "-l", "-x", "--lock-all-tables", "--skip-single-transaction",
            "--single-transaction=0",
            "-qx",
        ])
    func locks(_ line: String) throws { #expect(try MySQLDumpOptions(line).forbidsSingleTransaction) }

    @Test("A value that looks like an option is none", arguments: ["--ignore-table '--lock-tables'"])
    func values(_ line: String) throws { #expect(try !MySQLDumpOptions(line).forbidsSingleTransaction) }
}
