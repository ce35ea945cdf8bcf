import LifeboatCore

/// A receipt, and the bytes that it was read from: what is copied is never written anew.
struct StoredReceipt: Sendable {
    var receipt: Receipt
    var bytes: [UInt8]
}
