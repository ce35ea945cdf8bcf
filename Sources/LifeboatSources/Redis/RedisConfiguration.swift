/// What a `redis` source backs up: all databases of one server, Redis or Valkey.
package struct RedisConfiguration: Sendable, Hashable {
    package static let standardPort = 6_379

    package var server: ServerConnection
    /// `nil`: without TLS.
    package var tls: ClientTLS?

    package init(server: ServerConnection, tls: ClientTLS? = nil) {
        self.server = server
        self.tls = tls
    }
}
