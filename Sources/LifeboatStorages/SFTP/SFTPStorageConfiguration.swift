package import LifeboatCore

/// Where an `scp` storage keeps its objects, and how to get in.
package struct SFTPStorageConfiguration: Sendable, Hashable {
    package static let standardPort = 22

    package var host: String
    package var port: Int
    package var user: String
    /// The login's password; with a ``keyFile`` also the key's passphrase.
    package var password: Secret?
    /// The file of the private key.
    package var keyFile: String?
    /// The file that alone says which host keys are right; without it those of ssh's own configuration do.
    package var knownHosts: String?
    /// On the server. One that does not begin with `/` lies in the login's own folder. Made when it does not exist.
    package var folder: String

    package init(
        host: String, port: Int = SFTPStorageConfiguration.standardPort, user: String, password: Secret? = nil,
        keyFile: String? = nil, knownHosts: String? = nil, folder: String
    ) {
        self.host = host
        self.port = port
        self.user = user
        self.password = password
        self.keyFile = keyFile
        self.knownHosts = knownHosts
        self.folder = folder
    }

    /// Where it is, for people, as scp writes it.
    package var location: String { "\(host):\(folder)" }
}
