import LifeboatCore
import Synchronization

/// Takes the beginning of an archive, which names every collection that will be in it, and nothing more.
///
/// So `mongodump` itself lists what a server has, and no shell has to be installed.
final class MongoDBListing: ByteWriter {
    /// Thrown to the program's output when all is known: that ends the program.
    static let known = LifeboatError(.refused, "all collections are known")

    private let inspector = Mutex(MongoDBArchiveInspector())

    var collections: [MongoDBArchiveInspector.Announcement] { inspector.withLock(\.announced) }
    var isComplete: Bool { inspector.withLock(\.isAnnounced) }

    func write(_ block: Block) async throws {
        try inspector.withLock { inspector in
            try block.withUnsafeBytes { try inspector.inspect($0) }
            if inspector.isAnnounced { throw Self.known }
        }
    }
}
