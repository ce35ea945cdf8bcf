import LifeboatCore
import LifeboatTesting
import Synchronization

/// Counts the blocks of the objects that it takes.
final class BlockCountingStorage: ForwardingStorage {
    let wrapped = InMemoryStorage()
    private let count = Atomic<Int>(0)

    var blocks: Int { count.load(ordering: .relaxed) }

    func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        guard !key.isOfRecord else { return try await wrapped.put(body, at: key, options) }
        let counted = ByteStream { [self] in
            let block = try await body.next()
            if block != nil { count.add(1, ordering: .relaxed) }
            return block
        }
        return try await wrapped.put(counted, at: key, options)
    }
}
