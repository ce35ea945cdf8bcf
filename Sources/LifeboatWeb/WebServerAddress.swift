import Foundation

/// A server that speaks HTTP, and a place on it: `https://s3.example.com:9000`, `https://cloud.example.com/dav`.
package struct WebServerAddress: Sendable, Hashable {
    /// `http` or `https`.
    package let scheme: String
    package let host: String
    package var port: Int?
    /// Not percent-encoded.
    package let path: String
    /// As it was given.
    package let text: String

    /// Without a scheme it is `https`; `nil` for what is no address, and for one with a user, a query or a fragment.
    package init?(_ text: String) {
        let url = URLComponents(string: text.contains("://") ? text : "https://\(text)")
        guard let url, let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = url.host?.lowercased(), !host.isEmpty, url.user == nil, url.query == nil, url.fragment == nil
        else { return nil }
        self.scheme = scheme
        self.host = host
        port = url.port
        path = url.path
        self.text = text
    }

    /// Whether others on the way can read what goes there: it is not encrypted, and leaves this machine.
    package var isOpenToOthers: Bool {
        let isLoopback = host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
        let isHere = isLoopback || ["localhost", "::1", "[::1]"].contains(host)
        return scheme == "http" && !isHere
    }

    /// With the port, where that is not the scheme's own: as the header `Host` says it.
    package var authority: String {
        guard let port, port != (scheme == "http" ? 80 : 443) else { return host }
        return "\(host):\(port)"
    }
}
