import LifeboatCore
import LifeboatTesting

/// Takes one block of an object for each block that the gate gives; small records pass.
struct GatedStorage: ForwardingStorage {
    let wrapped = InMemoryStorage()
    private let gate: BytePipe.Reader

    init(_ gate: BytePipe.Reader) {
        self.gate = gate
    }

    func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        guard !key.isOfRecord else { return try await wrapped.put(body, at: key, options) }
        let gate = gate
        let gated = ByteStream {
            _ = try await gate.next()
            return try await body.next()
        }
        return try await wrapped.put(gated, at: key, options)
    }
}

extension ObjectKey {
    /// Of a receipt or another small record, not of an object.
    var isOfRecord: Bool { last?.escaped.hasSuffix(".json") ?? false }
}
