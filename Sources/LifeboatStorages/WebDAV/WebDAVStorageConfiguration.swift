package import LifeboatCore
package import LifeboatWeb

/// Which folder of which server, and who we are there.
package struct WebDAVStorageConfiguration: Sendable, Hashable {
    /// With the path of what the server offers.
    package var server: WebServerAddress
    /// Below that; made when it does not exist. Slashes around it do not count.
    package var folder: String
    package var user: String
    package var password: Secret
    package var web = WebOptions()

    package init(server: WebServerAddress, folder: String = "", user: String, password: Secret) {
        self.server = server
        self.folder = folder
        self.user = user
        self.password = password
    }

    /// For people: `https://cloud.example.com/dav/backups`.
    package var location: String {
        let path = [server.path, folder].flatMap { $0.split(separator: "/") }.map { "/\($0)" }.joined()
        return "\(server.scheme)://\(server.authority)\(path)"
    }
}
