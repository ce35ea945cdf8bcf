package import LifeboatCore

/// What an `etcd` source backs up: the key space of one cluster.
package struct EtcdConfiguration: Sendable, Hashable {
    package static let standardEndpoints = ["127.0.0.1:2379"]

    /// At least one: `https://10.0.0.1:2379`, or without the scheme.
    package var endpoints: [String]
    package var user: String?
    package var password: Secret?
    package var tls: ClientTLS

    package init(
        endpoints: [String] = EtcdConfiguration.standardEndpoints, user: String? = nil, password: Secret? = nil,
        tls: ClientTLS = ClientTLS()
    ) {
        self.endpoints = endpoints
        self.user = user
        self.password = password
        self.tls = tls
    }
}
