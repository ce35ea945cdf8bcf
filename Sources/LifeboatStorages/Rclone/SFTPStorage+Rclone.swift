package import LifeboatCore
package import LifeboatProcesses

extension SFTPStorage {
    /// Objects as files of whatever the `rclone` program reaches: FTP and SMB servers, and any of its other remotes.
    ///
    /// - rclone passes the bytes on as they come and compares the size of what it stored, and the digest where the server
    ///   has one, before the object gets its name.
    /// - Its rename takes the place of what has the name. So two processes that store one key at the very same moment are
    ///   not told apart; Lifeboat's keys belong to one run each.
    ///
    /// - Parameter environment: our own; see ``RcloneRemote/isUserDefined``.
    package init(
        _ remote: RcloneRemote, environment: [String: String], toolbox: Toolbox = Toolbox(), waiting: Waiting
    ) {
        self.init(RcloneRoute(remote, environment: environment, toolbox: toolbox), waiting: waiting)
    }
}
