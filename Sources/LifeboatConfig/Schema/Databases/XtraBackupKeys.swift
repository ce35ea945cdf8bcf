import LifeboatCore
import LifeboatSources

/// The keys of a `mysql_xtrabackup` source.
enum XtraBackupKeys {
    /// `nil` when it was reported that it cannot be used.
    static func read(_ section: Section) -> XtraBackupConfiguration? {
        let options = options(section)
        guard let connect = ConnectKeys(of: section)?.section else { return nil }
        let server = ServerConnection(
            port: 3_306, socket: connect.absolutePath("socket"), user: connect.text("db_user"),
            password: connect.secret("db_password"))
        let serverOptions = connect.absolutePath("path_to_conf")
        section.adopt("connect", connect)
        return XtraBackupConfiguration(server: server, serverOptions: serverOptions, backupOptions: options)
    }

    private static func options(_ section: Section) -> XtraBackupOptions {
        do {
            return try section.text("extra_keys").map { try XtraBackupOptions($0) } ?? XtraBackupOptions()
        } catch {
            let failure = LifeboatError(wrapping: error)
            section.problem(
                "extra_keys", failure.what + (failure.why.map { ": \($0)" } ?? ""), hint: failure.hint)
            return XtraBackupOptions()
        }
    }
}
