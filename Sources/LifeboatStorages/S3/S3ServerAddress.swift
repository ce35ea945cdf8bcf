import Foundation

/// A server that speaks S3's language: `https://s3.example.com:9000`.
package struct S3ServerAddress: Sendable, Hashable {
    /// `http` or `https`.
    let scheme: String
    let host: String
    let port: Int?
    let path: String
    /// As it was given.
    let text: String

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
}
