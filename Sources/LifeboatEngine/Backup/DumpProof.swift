import LifeboatCore
import Synchronization

/// What is known of a dump that is complete, and the receipt that is made of it: one, the same on every storage.
///
/// The dump leaves it here before it ends its pipe. So a storage that has read to the end of the bytes finds it.
final class DumpProof: Sendable {
    private struct State {
        var result: DumpResult?
        var receipt: Receipt?
    }

    private let state = Mutex(State())
    private let makeReceipt: @Sendable (DumpResult) -> Receipt

    /// - Parameter makeReceipt: called once, after the last byte.
    init(_ makeReceipt: @escaping @Sendable (DumpResult) -> Receipt) {
        self.makeReceipt = makeReceipt
    }

    func note(_ result: DumpResult) { state.withLock { $0.result = result } }

    func receipt() throws -> Receipt {
        try state.withLock { state in
            guard let result = state.result else {
                throw LifeboatError(.incomplete, "the bytes ended before the dump said that they are complete")
            }
            let receipt = state.receipt ?? makeReceipt(result)
            state.receipt = receipt
            return receipt
        }
    }
}
