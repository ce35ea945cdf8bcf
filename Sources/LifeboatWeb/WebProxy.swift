import AsyncHTTPClient
import Foundation
import LifeboatCore

/// The proxy that the environment names for a server: `https_proxy` and `http_proxy` by the server's scheme, `all_proxy`
/// for both, and `no_proxy` for those that are reached without; each in lower or upper case, as curl reads them.
struct WebProxy: Equatable {
    var host: String
    var port: Int
    var user: String?
    var password: Secret?

    /// `nil` where there is none for this server.
    init?(scheme: String, host server: String, environment: [String: String]) throws {
        func variable(_ name: String) -> String? {
            [environment[name], environment[name.uppercased()]].compactMap { $0 }.first { !$0.isEmpty }
        }
        guard let text = variable("\(scheme)_proxy") ?? variable("all_proxy"),
            !Self.isExcepted(server.lowercased(), by: variable("no_proxy") ?? "")
        else { return nil }
        guard let proxy = URLComponents(string: text.contains("://") ? text : "http://\(text)"),
            proxy.scheme == "http", let host = proxy.host, !host.isEmpty
        else {
            // Not quoted: it may hold a password.
            throw LifeboatError(
                .configuration, "the proxy for \(scheme) that the environment names cannot be used",
                hint: "`\(scheme)_proxy` has to be as http://HOST:PORT")
        }
        self.host = host
        port = proxy.port ?? 80
        user = proxy.user
        password = proxy.password.map(Secret.init)
    }

    var setting: HTTPClient.Configuration.Proxy {
        guard let user else { return .server(host: host, port: port) }
        return .server(
            host: host, port: port,
            authorization: .basic(username: user, password: password?.revealed ?? ""))
    }

    /// A name stands for itself and for what lies below it; `*` for everything.
    private static func isExcepted(_ host: String, by list: String) -> Bool {
        list.lowercased().split(whereSeparator: { $0 == "," || $0 == " " }).contains { item in
            if item == "*" { return true }
            let name = item.drop { $0 == "." }
            return host == name || host.hasSuffix(".\(name)")
        }
    }
}
