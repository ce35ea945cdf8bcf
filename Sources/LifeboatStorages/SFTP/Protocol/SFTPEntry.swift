/// One name in a folder.
struct SFTPEntry: Sendable {
    var name: String
    /// Of the name itself: a symbolic link is not followed.
    var attributes: SFTPAttributes
}
