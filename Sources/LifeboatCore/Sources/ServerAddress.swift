import Foundation

/// A database server that a person named by URL, to restore to: `mysql://user@host:3306/database`.
///
/// A socket stands in the place of the host, percent-encoded, as PostgreSQL's own URLs have it:
/// `postgresql://user@%2Frun%2Fpostgresql/database`.
package struct ServerAddress: Sendable, Hashable {
    /// The kind of server, in lower case: `mysql`, `postgresql`.
    package var scheme: String
    /// `nil` when the URL names a socket, or nothing.
    package var host: String?
    /// `nil` is the kind's usual port.
    package var port: Int?
    /// An absolute path.
    package var socket: String?
    package var user: String?
    /// Comes from the environment or a file: a URL is an argument, which every user of the host can read.
    package var password: Secret?
    /// `nil` is the name that the database had.
    package var database: String?

    /// Whether a place that a person wrote is a URL rather than a folder.
    package static func isURL(_ text: String) -> Bool { text.contains("://") }

    /// - Throws: ``LifeboatError/Kind/usage`` for what is no URL of a server, and for a password in it. The URL itself
    ///   is not part of the error: it may hold that password.
    package init(url text: String, password: Secret? = nil) throws {
        guard let components = URLComponents(string: text), let scheme = components.scheme, !scheme.isEmpty else {
            throw Self.refused("the URL is not understood")
        }
        guard components.percentEncodedPassword == nil else {
            throw LifeboatError(
                .usage, "a password in a URL can be read by every user of this host",
                hint: "leave it out, and set LIFEBOAT_RESTORE_PASSWORD or LIFEBOAT_RESTORE_PASSWORD_FILE")
        }
        guard components.query == nil, components.fragment == nil else {
            throw Self.refused("a URL of a server has no ? and no #")
        }
        let path = components.path.dropFirst()
        guard !path.contains("/"), !path.utf8.contains(0) else {
            throw Self.refused("the URL names more than a database")
        }
        self.scheme = scheme.lowercased()
        let host = components.host.flatMap { $0.isEmpty ? nil : $0 }
        if let host, host.hasPrefix("/") {
            socket = host
        } else {
            // The brackets of an IPv6 address belong to the URL.
            self.host = host?.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        }
        port = components.port
        user = components.user.flatMap { $0.isEmpty ? nil : $0 }
        database = path.isEmpty ? nil : String(path)
        self.password = password
    }

    private static func refused(_ what: String) -> LifeboatError {
        LifeboatError(
            .usage, what, hint: "as in mysql://user@host/database or postgresql://user@host:5432/database")
    }
}

extension ServerAddress: CustomStringConvertible {
    /// For people; never the password.
    package var description: String {
        let place = socket ?? host ?? "localhost"
        let port = port.map { ":\($0)" } ?? ""
        return "\(scheme)://\(user.map { "\($0)@" } ?? "")\(place)\(port)\(database.map { "/\($0)" } ?? "")"
    }
}
