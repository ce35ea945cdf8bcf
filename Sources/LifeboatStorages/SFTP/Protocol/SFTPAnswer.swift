import LifeboatCore

/// What a server answers (section 7 of draft-ietf-secsh-filexfer-02).
enum SFTPAnswer: Sendable {
    case status(SFTPStatus)
    case handle(SFTPRequest.Handle)
    /// A slice of the packet; nothing is copied.
    case data(Block)
    case names([SFTPEntry])
    case attributes(SFTPAttributes)
    /// What it holds depends on the request.
    case extended([UInt8])
}
