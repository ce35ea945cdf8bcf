import LifeboatCore

/// An object that is being written under its temporary name.
struct SFTPDraft: Sendable {
    let connection: SFTPConnection
    let features: SFTPFeatures
    let folder: String
    /// The whole path.
    let temporary: String
    let opening: SFTPReply<SFTPAnswer>
    /// The folders that had to be made, the deepest last.
    var made: [String] = []

    func handle() async throws -> Result<SFTPRequest.Handle, SFTPRefusal> {
        try await SFTPConnection.handle(opening)
    }
}
