package import LifeboatCore

/// An `smb` storage: a folder of a share of a Windows or Samba server.
package struct SMBStorageConfiguration: Sendable, Hashable {
    package var host: String
    package var port: Int
    package var user: String
    package var password: Secret
    /// `nil` is `WORKGROUP`.
    package var domain: String?
    package var share: String
    /// Below the share.
    package var folder: String

    package init(
        host: String, port: Int = 445, user: String, password: Secret, domain: String? = nil, share: String,
        folder: String = ""
    ) {
        self.host = host
        self.port = port
        self.user = user
        self.password = password
        self.domain = domain
        self.share = share
        self.folder = folder
    }

    package var rcloneRemote: RcloneRemote {
        let path = ([share] + folder.split(separator: "/").map(String.init)).joined(separator: "/")
        var remote = RcloneRemote(
            name: "lifeboat", folder: path,
            location: "smb://\(user)@\(RcloneRemote.address(host, port))/\(path)")
        remote.options = ["type": "smb", "host": host, "port": "\(port)", "user": user]
        if let domain { remote.options["domain"] = domain }
        remote.password = password
        remote.configurationFile = ""
        return remote
    }
}
