package import LifeboatCore
import LifeboatProcesses

/// An `ftp` storage: a folder on an FTP server, with TLS or without.
package struct FTPStorageConfiguration: Sendable, Hashable {
    package var host: String
    package var port: Int
    package var user: String
    package var password: Secret
    /// Explicit TLS (`AUTH TLS`), for both connections; the certificate is checked.
    package var tls: Bool
    /// A file of certificates to trust instead of the system's.
    package var certificateAuthorities: String?
    /// Below the folder that the user logs in to; from the server's root when it begins with a slash.
    package var folder: String

    package init(
        host: String, port: Int = 21, user: String, password: Secret, tls: Bool = false,
        certificateAuthorities: String? = nil, folder: String = ""
    ) {
        self.host = host
        self.port = port
        self.user = user
        self.password = password
        self.tls = tls
        self.certificateAuthorities = certificateAuthorities
        self.folder = folder
    }

    package var rcloneRemote: RcloneRemote {
        let address = RcloneRemote.address(host, port)
        let path = folder.hasPrefix("/") ? folder : "/\(folder)"
        var remote = RcloneRemote(
            name: "lifeboat", folder: folder, location: "\(tls ? "ftps" : "ftp")://\(user)@\(address)\(path)")
        remote.options = [
            "type": "ftp", "host": host, "port": "\(port)", "user": user, "explicit_tls": "\(tls)",
            // Asked by MLSD for a folder that is not there, some servers give an answer that rclone takes for a
            // failure; LIST is older and understood everywhere.
            "disable_mlsd": "true",
            // With TLS 1.3 a server sends what rclone never reads, and its end of a data connection becomes a reset that
            // can cost the last bytes of an upload.
            "disable_tls13": "true",
        ]
        remote.password = password
        remote.configurationFile = ""
        if let certificateAuthorities { remote.variables["SSL_CERT_FILE"] = .plain(certificateAuthorities) }
        return remote
    }
}
