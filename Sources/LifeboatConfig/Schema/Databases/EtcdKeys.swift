import LifeboatSources

/// Reads a source of the type `etcd`.
enum EtcdKeys {
    static func read(_ section: Section) -> SourceConfiguration? {
        guard let connect = ConnectKeys(of: section) else { return nil }
        let keys = connect.section
        let configuration = EtcdConfiguration(
            endpoints: keys.texts("endpoints", default: EtcdConfiguration.standardEndpoints),
            user: keys.text("db_user"), password: keys.secret("db_password"), tls: ClientTLSKeys.read(keys))
        if (configuration.user == nil) != (configuration.password == nil) {
            keys.problem(
                configuration.user == nil ? "db_password" : "db_user", "`db_user` and `db_password` belong together")
        }
        if configuration.endpoints.isEmpty { keys.problem("endpoints", "the list is empty") }
        for endpoint in configuration.endpoints where configuration.tls != ClientTLS() && endpoint.hasPrefix("http://")
        {
            keys.problem(
                "endpoints", "`\(endpoint)` is without TLS", hint: "`https://` and the certificates belong together")
        }
        section.adopt("connect", keys)
        return .etcd(configuration)
    }
}
