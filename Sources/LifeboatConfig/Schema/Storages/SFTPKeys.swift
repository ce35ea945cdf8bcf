import LifeboatStorages

/// The keys of an `scp` storage, which is `sftp` too.
enum SFTPKeys {
    /// `nil` where it is not known what to reach, and where.
    static func read(_ section: Section) -> SFTPStorageConfiguration? {
        let host = section.requiredText("host")
        if !host.isEmpty, host.hasPrefix("-") || host.contains(where: { $0.isWhitespace || "@/".contains($0) }) {
            section.problem(
                "host", "this is no name of a host", hint: "`user`, `port` and `backup_dir` are keys of their own")
        }
        let user = section.requiredText("user")
        let password = section.secret("password")
        let keyFile = section.absolutePath("path_to_key")
        if section.node("password") == nil, section.node("path_to_key") == nil {
            section.reportMissing("password", hint: "or `path_to_key`")
        }
        let port = section.port("port", default: SFTPStorageConfiguration.standardPort)
        let knownHosts = section.absolutePath("known_hosts")
        let mountPoint = section.text("remote_mount_point") ?? ""
        let folder = section.requiredText("backup_dir", hint: "the folder on the host that the backups are kept in")
        guard !host.isEmpty, !user.isEmpty, !folder.isEmpty, password != nil || keyFile != nil else { return nil }
        return SFTPStorageConfiguration(
            host: host, port: port ?? SFTPStorageConfiguration.standardPort, user: user, password: password,
            keyFile: keyFile, knownHosts: knownHosts, folder: joined(mountPoint, folder))
    }

    /// What was mounted from there, and the folder in it.
    private static func joined(_ mountPoint: String, _ folder: String) -> String {
        guard !mountPoint.isEmpty else { return folder }
        return (mountPoint.hasSuffix("/") ? mountPoint : mountPoint + "/") + folder.drop { $0 == "/" }
    }
}
