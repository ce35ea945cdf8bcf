/// A request that the server did not carry out.
struct SFTPRefusal: Error {
    var status: SFTPStatus
}
