import LifeboatCore
import LifeboatSources

/// Reads the keys of `postgresql` and `postgresql_basebackup`.
enum PostgreSQLKeys {
    /// `nil` when `connect` is absent, which is reported.
    static func databases(_ section: Section) -> SourceConfiguration? {
        let connect = ConnectKeys(of: section)
        let reached = connect.map { server($0) }
        let selection = DatabaseSelection(
            targets: section.requiredTexts("target", hint: "`all` or names of databases"),
            excludes: section.texts("excludes"))
        let format: PostgreSQLConfiguration.Format = section.choice("format", default: .plain) ?? .plain
        let options = options(section, PostgreSQLOptions.init) ?? .none
        if let connect { section.adopt("connect", connect.section) }
        return reached.map { server, tls in
            .postgresql(
                PostgreSQLConfiguration(
                    server: server, tls: tls, databases: selection, format: format, options: options))
        }
    }

    /// `nil` when `connect` is absent, which is reported.
    static func baseBackup(_ section: Section) -> SourceConfiguration? {
        let connect = ConnectKeys(of: section)
        let reached = connect.map { server($0) }
        let checkpoint: BaseBackupConfiguration.Checkpoint = section.choice("checkpoint", default: .fast) ?? .fast
        let options = options(section, BaseBackupOptions.init) ?? .none
        if let connect { section.adopt("connect", connect.section) }
        return reached.map { server, tls in
            .basebackup(
                BaseBackupConfiguration(server: server, tls: tls, checkpoint: checkpoint, options: options))
        }
    }

    private static func server(_ connect: ConnectKeys) -> (ServerConnection, PostgreSQLTLS) {
        let section = connect.section
        let tls = PostgreSQLTLS(
            mode: section.choice("sslmode", default: nil), authority: section.absolutePath("ca_cert"),
            certificate: section.absolutePath("cert"), key: section.absolutePath("key"))
        for (key, other) in [("cert", "key"), ("key", "cert")] where section.has(key) && !section.has(other) {
            section.problem(key, "this needs `\(other)`", hint: "the certificate and its key belong together")
        }
        return (connect.server(port: PostgreSQLSource.standardPort), tls)
    }

    private static func options<Options>(_ section: Section, _ read: (String) throws -> Options) -> Options? {
        guard let line = section.text("extra_keys") else { return nil }
        do {
            return try read(line)
        } catch {
            let failure = LifeboatError(wrapping: error)
            section.problem("extra_keys", failure.what, hint: failure.hint)
            return nil
        }
    }
}
