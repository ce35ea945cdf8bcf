import LifeboatSources

/// Reads a source of the type `redis`.
enum RedisKeys {
    static func read(_ section: Section) -> SourceConfiguration? {
        guard let connect = ConnectKeys(of: section) else { return nil }
        let keys = connect.section
        let server = connect.server(port: RedisConfiguration.standardPort)
        if server.user != nil, server.password == nil {
            keys.problem("db_user", "a user needs `db_password` too")
        }
        let tls = ClientTLSKeys.read(keys)
        if keys.boolean("tls", default: false) {
            section.adopt("connect", keys)
            return .redis(RedisConfiguration(server: server, tls: tls))
        }
        for key in ClientTLSKeys.names where keys.has(key) { keys.problem(key, "this key needs `tls: yes`") }
        section.adopt("connect", keys)
        return .redis(RedisConfiguration(server: server))
    }
}
