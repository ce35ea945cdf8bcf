import LifeboatStorages

/// The keys of an `nfs` storage. The old tool mounted; here it is mounted already.
enum NFSKeys {
    /// `nil` when something is missing, which is reported.
    static func read(_ section: Section) -> NFSStorageConfiguration? {
        let host = section.requiredText("host")
        let folder = section.requiredAbsolutePath("backup_dir", hint: "a folder in the mounted export")
        for key in ["remote_mount_point", "extra_keys"] where section.text(key)?.isEmpty == false {
            section.warning(
                key, "this has no effect: the export is mounted by others, in a pod by a volume of the type `nfs`")
        }
        return host.isEmpty || folder.isEmpty ? nil : NFSStorageConfiguration(host: host, folder: folder)
    }
}
