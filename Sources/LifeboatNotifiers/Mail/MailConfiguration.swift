package import LifeboatCore

/// Who is told about a run by mail, and through which server.
package struct MailConfiguration: Sendable, Hashable {
    /// `level_message`.
    package enum Level: String, Sendable, CaseIterable {
        /// What went wrong, to everybody; nothing when all went well.
        case error
        /// The same to the admins; the full report of every run to the clients.
        case debug
    }

    package enum Encryption: String, Sendable, Hashable {
        case none
        /// TLS from the first byte.
        case tls
        /// An open connection that must become TLS.
        case startTLS
    }

    /// `smtp_auth`: how the login is proven. The names are msmtp's.
    package enum Authentication: String, Sendable, CaseIterable {
        /// The best that both sides know; never one that shows the password on an open connection.
        case auto
        case plain
        case login
        case cramMD5 = "cram-md5"
        case scramSHA1 = "scram-sha-1"
        case scramSHA256 = "scram-sha-256"
        case ntlm
        case oauthBearer = "oauthbearer"
        case xoauth2
        case gssapi
        /// By the certificate of ``MailConfiguration/certificate``.
        case external
    }

    package var admins: [Mailbox]
    package var clients: [Mailbox]
    /// The sender; `nil` is `lifeboat` at this host.
    package var from: Mailbox?
    package var level: Level
    /// `nil`: the local `sendmail`.
    package var server: String?
    package var port: Int
    package var encryption: Encryption
    package var authentication: Authentication
    package var user: String?
    package var password: Secret?
    /// A file of PEM certificates to trust; `nil` is the system's.
    package var certificateAuthorities: String?
    /// A file of our own certificate and one of its key, both PEM, for servers that want them; both or none.
    package var certificate: String?
    package var certificateKey: String?
    /// How long the server may be silent.
    package var timeout: Duration

    package init(
        admins: [Mailbox] = [], clients: [Mailbox] = [], from: Mailbox? = nil, level: Level = .error,
        server: String? = nil, port: Int = 25, encryption: Encryption = .none, authentication: Authentication = .auto,
        user: String? = nil, password: Secret? = nil, certificateAuthorities: String? = nil,
        certificate: String? = nil, certificateKey: String? = nil, timeout: Duration = .seconds(10)
    ) {
        self.admins = admins
        self.clients = clients
        self.from = from
        self.level = level
        self.server = server
        self.port = port
        self.encryption = encryption
        self.authentication = authentication
        self.user = user
        self.password = password
        self.certificateAuthorities = certificateAuthorities
        self.certificate = certificate
        self.certificateKey = certificateKey
        self.timeout = timeout
    }

    package var recipients: [Mailbox] { admins + clients }
}
