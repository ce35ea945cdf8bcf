import LifeboatCore
import LifeboatProcesses

/// A running `rclone serve sftp --stdio`: it speaks SFTP with us, and the remote's own language with the remote.
struct RcloneServer: SFTPProgram {
    let remote: RcloneRemote
    let command: Command

    /// What it is told besides how to reach the remote.
    static let options = [
        // Nothing is kept on the disk, and names for so short a time that a listing need not read a folder twice.
        "--vfs-cache-mode=off", "--dir-cache-time=1s", "--poll-interval=0", "--vfs-read-chunk-size=off",
        "--use-server-modtime",
    ]

    func explain(_ completion: Completion) -> LifeboatError {
        RcloneFailure(completion).error("reach \(remote.location)")
    }
}
