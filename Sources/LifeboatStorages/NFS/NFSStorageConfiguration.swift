/// An `nfs` storage: a folder in a mounted NFS export.
package struct NFSStorageConfiguration: Sendable, Hashable {
    /// The server, for people: what is mounted says where the bytes go.
    package var host: String
    /// An absolute path, the mount point or below it.
    package var folder: String

    package init(host: String, folder: String) {
        self.host = host
        self.folder = folder
    }
}
