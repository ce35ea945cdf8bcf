import LifeboatCore
import LifeboatSources

/// Reads a source of the type `mongodb`.
enum MongoDBKeys {
    static func read(_ section: Section) -> SourceConfiguration? {
        let databases = DatabaseSelection(
            targets: section.requiredTexts("target_dbs", hint: "`all` or names of databases"),
            excludes: section.texts("exclude_dbs"))
        let collections = section.texts("target_collections").filter { $0 != "all" }
        let excluded = section.texts("exclude_collections")
        let takesOplog = section.boolean("oplog", default: false)
        let isPart = databases.targets != ["all"] || !databases.excludes.isEmpty || !collections.isEmpty
        if takesOplog, isPart || !excluded.isEmpty {
            section.problem(
                "oplog", "the oplog belongs to a backup of the whole server",
                hint: "`target_dbs: all`, and nothing excluded")
        }
        let options = options(section)
        guard let connect = ConnectKeys(of: section) else { return nil }
        let keys = connect.section
        let server = connect.server(port: MongoDBConfiguration.standardPort, withSocket: false)
        if (server.user == nil) != (server.password == nil) {
            keys.problem(
                server.user == nil ? "db_password" : "db_user", "`db_user` and `db_password` belong together")
        }
        let authenticationDatabase = keys.text("auth_db", default: "admin") ?? "admin"
        let files = ClientTLS(authority: keys.absolutePath("ca_cert"), certificate: keys.absolutePath("cert"))
        let hasTLS = keys.boolean("tls", default: false)
        for key in ["ca_cert", "cert"] where keys.has(key) && !hasTLS {
            keys.problem(key, "this key needs `tls: yes`")
        }
        section.adopt("connect", keys)
        return .mongodb(
            MongoDBConfiguration(
                server: server, authenticationDatabase: authenticationDatabase, tls: hasTLS ? files : nil,
                databases: databases, collections: collections, excludedCollections: excluded, takesOplog: takesOplog,
                options: options))
    }

    private static func options(_ section: Section) -> MongoDBDumpOptions {
        do {
            return try section.text("extra_keys").map { try MongoDBDumpOptions($0) } ?? MongoDBDumpOptions()
        } catch {
            let failure = LifeboatError(wrapping: error)
            section.problem("extra_keys", failure.what, hint: failure.hint)
            return MongoDBDumpOptions()
        }
    }
}
