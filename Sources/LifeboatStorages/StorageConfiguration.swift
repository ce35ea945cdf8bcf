/// What one storage is, as the configuration says it: one case per kind that objects can be kept on.
package enum StorageConfiguration: Sendable, Hashable {
    case local(LocalStorageConfiguration)
    case scp(SFTPStorageConfiguration)
    case s3(S3StorageConfiguration)
    case ftp(FTPStorageConfiguration)
    case smb(SMBStorageConfiguration)
    case nfs(NFSStorageConfiguration)
    case rclone(RcloneStorageConfiguration)
    case webdav(WebDAVStorageConfiguration)

    /// Where it is, for people.
    package var location: String {
        switch self {
        case .local(let local): local.folder
        case .scp(let scp): scp.location
        case .s3(let s3): s3.location
        case .ftp(let ftp): ftp.rcloneRemote.location
        case .smb(let smb): smb.rcloneRemote.location
        case .nfs(let nfs): nfs.folder
        case .rclone(let rclone): rclone.rcloneRemote.location
        case .webdav(let webdav): webdav.location
        }
    }

    /// The folder on this machine that it is; `nil` where it is elsewhere.
    package var folder: String? {
        switch self {
        case .local(let local): local.folder
        case .nfs(let nfs): nfs.folder
        case .scp, .s3, .webdav, .ftp, .smb, .rclone: nil
        }
    }
}
