import LifeboatConfig
import LifeboatCore
import LifeboatSources
import Testing

@Suite("Keys of MySQL")
struct MySQLKeysTests {
    private func scratch(_ type: String, _ source: String) throws -> ConfigScratch {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml",
            "jobs:\n- job: x\n  type: \(type)\n  sources:\n  - \(source)\n  storages: [{storage: local, backup_dir: /b}]\n"
        )
        return scratch
    }

    private func read(_ type: String, _ source: String) throws -> SourceConfiguration? {
        try scratch(type, source).load("a.yaml").jobs.first?.sources.first?.configuration
    }

    @Test("Each is understood")
    func all() throws {
        let found = try read(
            "mysql",
            """
            connect: {db_host: h, db_port: '3307', socket: '', db_user: u, db_password: 0123, auth_file: /a.cnf}
                target: [all]
                excludes: [scratch]
                is_slave: yes
                extra_keys: "--quick --ignore-table 'a.b c'"
            """)
        #expect(
            try found
                == .mysql(
                    MySQLConfiguration(
                        server: ServerConnection(host: "h", port: 3_307, user: "u", password: Secret("0123")),
                        authFile: "/a.cnf", selection: DatabaseSelection(targets: ["all"], excludes: ["scratch"]),
                        isReplica: true, dumpOptions: MySQLDumpOptions("--quick --ignore-table 'a.b c'"))))
        for type in ["mysql_xtrabackup", "mysql_xtradb"] {
            let physical = try read(
                type, "connect: {db_user: u, db_password: p, path_to_conf: /c}\n    extra_keys: --parallel=2")
            #expect(
                try physical
                    == .xtrabackup(
                        XtraBackupConfiguration(
                            server: ServerConnection(port: 3_306, user: "u", password: Secret("p")),
                            serverOptions: "/c", backupOptions: XtraBackupOptions("--parallel=2"))))
        }
    }

    @Test(
        "What is wrong is said",
        arguments: [
            ("mysql", "target: [all]", "jobs[0].sources[0].connect: this key is required"),
            ("mysql", "connect: {db_host: h}", "jobs[0].sources[0].target: this key is required"),
            ("mysql", "connect: {auth_file: a}\n    target: [all]", "connect.auth_file: expected an absolute path"),
            (
                "mysql", "connect: {db_host: h}\n    target: [all]\n    extra_keys: --result-file=/x",
                "extra_keys: the option --result-file is not possible here"
            ),
            (
                "mysql", "connect: {db_host: h}\n    target: [all]\n    extra_keys: \"--ignore-table 'a\"",
                "extra_keys: the options"
            ),
            (
                "mysql", "connect: {db_host: h}\n    target: [all]\n    evidence: counts",
                "evidence: mysql cannot do `counts`"
            ),
            ("mysql_xtrabackup", "target: [all]\n    connect: {db_user: u}", "target: unknown key"),
            ("mysql_xtrabackup", "connect: {db_host: h}", "connect.db_host: unknown key"),
            (
                "mysql_xtrabackup", "connect: {db_user: u}\n    extra_keys: --stream=tar",
                "extra_keys: the option --stream is not possible here"
            ),
        ])
    func problems(_ type: String, _ source: String, _ problem: String) throws {
        let problems = try scratch(type, source).problems("a.yaml")
        #expect(problems.count == 1 && problems[0].contains(problem), "\(problems)")
    }
}
