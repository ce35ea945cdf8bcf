package import LifeboatCore
package import LifeboatProcesses

/// What `rclone` is to reach, and how it is told: by variables of its environment, where no other user sees them.
package struct RcloneRemote: Sendable, Hashable {
    /// The remote's name: from a configuration file, or the one that ``variables`` define.
    package var name: String
    /// Where the keys begin, as rclone writes it after the colon.
    package var folder: String
    /// Options of the remote, by rclone's own names: `host`, `user`. None where a configuration file has them.
    package var options: [String: String] = [:]
    /// The option `pass`, which rclone wants obscured.
    package var password: Secret?
    /// A configuration file of rclone's; empty for none.
    package var configurationFile: String?
    /// Further variables, as `SSL_CERT_FILE`.
    package var variables: [String: EnvironmentValue] = [:]
    /// Whether the user's own configuration of rclone defines it. Then ``RcloneVariables`` of our environment hold for it, and
    /// nobody knows what kind it is: what it can do is asked for, and it may be one of which rclone itself looks whether a
    /// folder is empty and removes it then, with whatever came in between.
    package var isUserDefined = false
    /// For people, as `ftp://host/folder`.
    package var location: String

    package init(name: String, folder: String, location: String) {
        self.name = name
        self.folder = folder
        self.location = location
    }

    /// As an argument for rclone.
    var argument: String { "\(name):\(folder)" }

    /// A host and a port for people.
    static func address(_ host: String, _ port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
