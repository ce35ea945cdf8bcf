package import LifeboatCore

/// Who is told about a run by mail, and through which server.
package struct MailSettings: Sendable, Hashable {
    /// `level_message`.
    package enum Level: String, Sendable, CaseIterable {
        case error
        case debug
    }

    package enum Encryption: String, Sendable, Hashable {
        case none
        /// TLS from the first byte.
        case tls
        /// An open connection that must become TLS.
        case startTLS
    }

    package var admins: [String]
    package var clients: [String]
    /// The sender; `nil` is the login, or the host's default.
    package var from: String?
    package var level: Level
    /// `nil`: the local `sendmail`.
    package var server: String?
    package var port: Int
    package var encryption: Encryption
    package var user: String?
    package var password: Secret?
    package var timeout: Duration

    package var recipients: [String] { admins + clients }
}
