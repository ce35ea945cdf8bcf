/// A `rclone` storage: any remote that the user's own rclone configuration knows.
package struct RcloneStorageConfiguration: Sendable, Hashable {
    /// The remote's name, without the colon.
    package var remote: String
    /// What follows the colon: a folder, or a bucket and a folder.
    package var path: String
    /// rclone's configuration file; `nil` is the one that rclone looks for itself.
    package var configurationFile: String?

    package init(remote: String, path: String, configurationFile: String? = nil) {
        self.remote = remote
        self.path = path
        self.configurationFile = configurationFile
    }

    /// Reads `name:path`; `nil` for what is none, or carries options: those can be secrets, and would stand among the
    /// arguments of a program.
    package init?(remote text: String, configurationFile: String? = nil) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let name = text[..<colon]
        let isPlain = name.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0) || "_-.+@ ".unicodeScalars.contains($0)
        }
        guard let first = name.first, first != "-", first != " ", isPlain else { return nil }
        self.init(
            remote: String(name), path: String(text[text.index(after: colon)...]), configurationFile: configurationFile)
    }

    package var rcloneRemote: RcloneRemote {
        var remote = RcloneRemote(name: self.remote, folder: path, location: "\(self.remote):\(path)")
        remote.configurationFile = configurationFile
        remote.isUserDefined = true
        return remote
    }
}
