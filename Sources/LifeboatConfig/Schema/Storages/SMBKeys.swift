import LifeboatStorages

/// The keys of an `smb` storage.
enum SMBKeys {
    /// `nil` when something is missing, which is reported.
    static func read(_ section: Section) -> SMBStorageConfiguration? {
        let server = FileServerKeys(section, port: 445)
        let share = section.requiredText("share", hint: "the first part of the path that others know it by")
        let domain = section.text("domain").flatMap { $0.isEmpty ? nil : $0 }
        if share.contains("/") || share.contains("\\") {
            section.problem("share", "the name of a share is no path", hint: "folders in it belong to `backup_dir`")
        }
        guard server.isComplete, !share.isEmpty else { return nil }
        return SMBStorageConfiguration(
            host: server.host, port: server.port, user: server.user, password: server.password, domain: domain,
            share: share, folder: server.folder)
    }
}
