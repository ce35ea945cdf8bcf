/// The keys of the storages that this version does not have yet: known, so that what is wrong with them is said at once.
enum StorageKeys {
    static func check(_ section: Section, _ type: StorageType) {
        switch type {
        case .local, .scp, .s3, .ftp, .smb, .nfs, .rclone: break
        case .webdav:
            host(section, port: 443)
            login(section)
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
