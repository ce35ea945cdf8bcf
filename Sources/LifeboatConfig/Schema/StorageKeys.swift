/// The keys of the storages that this version does not have yet: known, so that what is wrong with them is said at once.
enum StorageKeys {
    static func check(_ section: Section, _ type: StorageType) {
        switch type {
        case .local, .scp, .s3: break
        case .ftp:
            host(section, port: 21)
            login(section)
            _ = section.boolean("tls", default: false)
        case .smb:
            host(section, port: 445)
            login(section)
            _ = section.requiredText("share")
        case .nfs:
            _ = section.requiredText("host")
            for key in ["extra_keys", "remote_mount_point"] { _ = section.text(key) }
        case .webdav:
            host(section, port: 443)
            login(section)
        case .rclone:
            _ = section.requiredText("remote", hint: "as in `remote: name:path`")
            _ = section.text("rclone_config")
        }
    }

    private static func host(_ section: Section, port: Int) {
        _ = section.requiredText("host")
        _ = section.port("port", default: port)
    }

    private static func login(_ section: Section) {
        _ = section.requiredText("user")
        _ = section.requiredSecret("password")
    }
}
