import LifeboatStorages

/// The keys of a `rclone` storage.
enum RcloneKeys {
    /// `nil` when something is missing or wrong, which is reported.
    static func read(_ section: Section) -> RcloneStorageConfiguration? {
        let remote = section.requiredText("remote", hint: "as in `remote: name:path`")
        let file = section.absolutePath("rclone_config")
        let folder = section.text("backup_dir") ?? ""
        guard !remote.isEmpty else { return nil }
        guard var configuration = RcloneStorageConfiguration(remote: remote, configurationFile: file) else {
            section.problem(
                "remote", "this does not name a remote of rclone's configuration",
                hint: "as in `remote: name:path`; options of the remote belong into its configuration, not here")
            return nil
        }
        if !folder.isEmpty {
            let separator = configuration.path.isEmpty || configuration.path.hasSuffix("/") ? "" : "/"
            configuration.path += separator + folder
        }
        return configuration
    }
}
