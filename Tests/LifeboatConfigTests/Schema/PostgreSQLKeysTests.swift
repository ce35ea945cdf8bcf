import LifeboatConfig
import LifeboatCore
import LifeboatSources
import Testing

@Suite("Keys of PostgreSQL")
struct PostgreSQLKeysTests {
    private func scratch(_ type: String, _ source: String) throws -> ConfigScratch {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml",
            """
            jobs:
            - job: pg
              type: \(type)
              sources:
              - \(source)
              storages: [{storage: local, backup_dir: /b}]

            """)
        return scratch
    }

    private func read(_ type: String, _ source: String) throws -> SourceConfiguration? {
        try scratch(type, source).load("a.yaml").jobs.first?.sources.first?.configuration
    }

    @Test("Each is understood")
    func all() throws {
        let found = try read(
            "postgresql",
            """
            connect: {db_host: h, db_port: 6000, db_user: u, db_password: p, sslmode: verify-ca, ca_cert: /c, cert: /d, key: /e}
                target: [all]
                excludes: [scratch]
                format: custom
                extra_keys: "--no-owner -T 'a b'"
            """)
        #expect(
            try found
                == .postgresql(
                    PostgreSQLConfiguration(
                        server: ServerConnection(host: "h", port: 6_000, user: "u", password: Secret("p")),
                        tls: PostgreSQLTLS(mode: .verifyAuthority, authority: "/c", certificate: "/d", key: "/e"),
                        databases: DatabaseSelection(targets: ["all"], excludes: ["scratch"]), format: .custom,
                        options: PostgreSQLOptions("--no-owner -T 'a b'"))))
        let physical = try read("postgresql_hot", "connect: {socket: /run/postgresql}\n    checkpoint: spread")
        #expect(
            physical
                == .basebackup(
                    BaseBackupConfiguration(
                        server: ServerConnection(port: 5_432, socket: "/run/postgresql"), checkpoint: .spread)))
    }

    @Test("Few are needed")
    func defaults() throws {
        #expect(
            try read("postgresql", "connect: {db_host: h}\n    target: shop")
                == .postgresql(
                    PostgreSQLConfiguration(
                        server: ServerConnection(host: "h", port: 5_432),
                        databases: DatabaseSelection(targets: ["shop"]))))
        #expect(
            try read("postgresql_basebackup", "connect: {db_host: h}")
                == .basebackup(BaseBackupConfiguration(server: ServerConnection(host: "h", port: 5_432))))
    }

    @Test(
        "What is wrong is said",
        arguments: [
            ("postgresql", "target: [all]", "jobs[0].sources[0].connect: this key is required"),
            ("postgresql", "connect: {db_host: h}", "jobs[0].sources[0].target: this key is required"),
            (
                "postgresql", "connect: {db_host: h, sslmode: maybe}\n    target: [all]",
                "connect.sslmode: expected one of"
            ),
            ("postgresql", "connect: {ca_cert: c}\n    target: [all]", "connect.ca_cert: expected an absolute path"),
            ("postgresql", "connect: {cert: /c}\n    target: [all]", "connect.cert: this needs `key`"),
            (
                "postgresql", "connect: {db_host: h}\n    target: [all]\n    format: directory",
                "format: expected one of plain, custom"
            ),
            (
                "postgresql", "connect: {db_host: h}\n    target: [all]\n    extra_keys: -Fc",
                "extra_keys: the option -F (--format) cannot be given"
            ),
            (
                "postgresql", "connect: {db_host: h}\n    target: [all]\n    extra_keys: \"--x 'y\"",
                "extra_keys: the options"
            ),
            ("postgresql", "connect: {db_host: h}\n    target: [all]\n    checkpoint: fast", "checkpoint: unknown key"),
            (
                "postgresql_basebackup", "connect: {db_host: h}\n    extra_keys: -R",
                "extra_keys: the option -R cannot be given"
            ),
            ("postgresql_basebackup", "connect: {db_host: h}\n    target: [all]", "target: unknown key"),
        ])
    func problems(_ type: String, _ source: String, _ problem: String) throws {
        let problems = try scratch(type, source).problems("a.yaml")
        #expect(problems.count == 1 && problems[0].contains(problem), "\(problems)")
    }
}
