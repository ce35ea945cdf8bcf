import LifeboatCore
import LifeboatSources

/// The keys of a `mysql` source.
enum MySQLKeys {
    /// `nil` when it was reported that it cannot be used.
    static func read(_ section: Section) -> MySQLConfiguration? {
        let connect = ConnectKeys(of: section)
        let server = connect?.server(port: 3_306)
        let authFile = connect?.section.absolutePath("auth_file")
        if let connect { section.adopt("connect", connect.section) }
        let selection = DatabaseSelection(
            targets: section.requiredTexts("target", hint: "`all` or names of databases"),
            excludes: section.texts("excludes"))
        let isReplica = section.boolean("is_slave", default: false)
        let options = options(section)
        guard let server else { return nil }
        return MySQLConfiguration(
            server: server, authFile: authFile, selection: selection, isReplica: isReplica, dumpOptions: options)
    }

    private static func options(_ section: Section) -> MySQLDumpOptions {
        do {
            return try section.text("extra_keys").map { try MySQLDumpOptions($0) } ?? MySQLDumpOptions()
        } catch {
            let failure = LifeboatError(wrapping: error)
            section.problem(
                "extra_keys", failure.what + (failure.why.map { ": \($0)" } ?? ""), hint: failure.hint)
            return MySQLDumpOptions()
        }
    }
}
