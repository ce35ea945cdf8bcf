package import LifeboatCore

/// How a database server is reached: what `connect` says for every kind that has these keys.
package struct ServerConnection: Sendable, Hashable {
    /// `nil` is the local host.
    package var host: String?
    package var port: Int
    /// Path of a socket, instead of host and port.
    package var socket: String?
    package var user: String?
    package var password: Secret?

    package init(
        host: String? = nil, port: Int, socket: String? = nil, user: String? = nil, password: Secret? = nil
    ) {
        self.host = host
        self.port = port
        self.socket = socket
        self.user = user
        self.password = password
    }

    /// The server of a URL that a person gave; what the URL leaves open is the kind's usual.
    package init(_ address: ServerAddress, standardPort: Int) {
        self.init(
            host: address.host, port: address.port ?? standardPort, socket: address.socket, user: address.user,
            password: address.password)
    }
}

extension ServerConnection: CustomStringConvertible {
    /// For messages: `db.example.org:3306`, or the socket.
    package var description: String { socket ?? "\(host ?? "localhost"):\(port)" }
}
