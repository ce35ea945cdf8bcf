/// A kind of storage: every one that the configuration language knows.
package enum StorageType: String, Sendable, CaseIterable {
    case local, scp, ftp, smb, nfs, webdav, rclone, s3

    /// Reads a type by its name or its other name.
    package init?(name: String) {
        self.init(rawValue: name == "sftp" ? "scp" : name)
    }

    package static let names = allCases.map(\.rawValue)
}
