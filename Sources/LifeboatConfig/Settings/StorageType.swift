/// A kind of storage: every one that the configuration language knows.
package enum StorageType: String, Sendable, CaseIterable {
    case local, scp, ftp, smb, nfs, webdav, rclone, s3

    /// Reads a type by its name or its other name.
    package init?(name: String) {
        self.init(rawValue: name == "sftp" ? "scp" : name)
    }

    /// Whether this version can keep backups there.
    package var isSupported: Bool {
        switch self {
        case .local, .scp, .s3, .ftp, .smb, .nfs, .rclone: true
        case .webdav: false
        }
    }

    package static let supportedNames = allCases.filter(\.isSupported).map(\.rawValue).joined(separator: ", ")
}
