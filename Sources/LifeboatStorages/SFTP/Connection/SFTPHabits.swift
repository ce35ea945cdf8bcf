/// What is particular about a server, beyond what it says itself. By default it is one that stands before its own disk.
struct SFTPHabits: Sendable {
    var temporaryNames = TemporaryNames()
    /// Whether bytes have to come, and be asked for, one piece after the other.
    var isOneByOne = false
    /// Bytes in one WRITE; `nil` is what the server says that it takes.
    var writeChunk: Int?
    /// Whether a rename takes the place of what has that name, or has it but for upper and lower case.
    var renameReplaces = false
    /// Whether a folder could be removed in the very moment in which somebody puts something there. Then only those go
    /// that belong to one object.
    var keepsSharedFolders = false

    /// How long an answer to a quick request may take; `nil` where the program itself notices that the server is gone.
    var patience: Duration?

    /// Bytes on their way at a time, one piece at the least: as much as ssh itself lets be on its way.
    var window: Int { isOneByOne ? 1 : 2 << 20 }
}
