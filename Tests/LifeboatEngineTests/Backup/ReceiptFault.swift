import LifeboatCore
import LifeboatTesting

/// Fails where the first receipt is written: before it is there, or after it, when only the answer gets lost.
struct ReceiptFault<Wrapped: Storage>: ForwardingStorage {
    let wrapped: Wrapped
    private let cut: StepStorage<InMemoryStorage>.Cut

    init(_ wrapped: Wrapped, _ cut: StepStorage<InMemoryStorage>.Cut) {
        self.wrapped = wrapped
        self.cut = cut
    }

    func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        guard key.last?.escaped == "receipt.json" else { return try await wrapped.put(body, at: key, options) }
        if cut == .after { _ = try await wrapped.put(body, at: key, options) }
        throw LifeboatError(.temporary, "the connection broke")
    }
}
