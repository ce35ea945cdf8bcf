import LifeboatCore

/// Reads along with what `mongodump --archive` writes, counts the documents, and decides whether it is whole.
///
/// The format is that of `common/archive/spec.md` in mongo-tools: a magic number; a header and what is known of each
/// collection; then pieces of collections in any order, each behind a header of its own, and at the end of each
/// collection the CRC-64 of all its documents. Every list ends with four bytes of all ones.
struct MongoDBArchiveInspector: DumpInspector {
    private enum Place {
        case magic
        case header
        case collections
        case betweenPieces
        case piece
        /// Behind the mark that a collection has ended.
        case end
    }

    private struct Collection {
        var documents: Int64 = 0
        var checksum = CRC64(CRC64.ecma)
        var hasEnded = false
    }

    /// What the archive says about a collection before its documents.
    struct Announcement: Sendable, Hashable {
        var database: String
        var name: String
        /// A view has no documents.
        var isView: Bool
    }

    private static let magic: UInt32 = 0x8199_E26D
    private static let terminator = UInt32.max
    /// The server refuses documents above 16 MiB; the tools allow a little more.
    private static let largestDocument = 64 << 20

    private var place = Place.magic
    /// The beginning of a document that goes on in the next bytes, where it is read as a whole; or of its size.
    private var carry: [UInt8] = []
    /// What is still to come of a collection's document.
    private var rest = 0
    /// Whose piece is being read; in `collections` it stands as it was before the piece.
    private var current = (name: "", collection: Collection())
    private var collections: [String: Collection] = [:]
    private var size: Int64 = 0

    private(set) var announced: [Announcement] = []
    /// Whether all collections have been announced.
    private(set) var isAnnounced = false
    private(set) var facts: [String: String] = [:]

    mutating func inspect(_ bytes: UnsafeRawBufferPointer) throws {
        size += Int64(bytes.count)
        var position = 0
        while position < bytes.count {
            if case .piece = place, carry.isEmpty {
                let end = try passDocuments(bytes, from: position)
                current.collection.checksum.update(UnsafeRawBufferPointer(rebasing: bytes[position..<end]))
                position = end
                if rest > 0 { break }
            }
            let wanted = try missing()
            let count = min(wanted, bytes.count - position)
            carry += bytes[position..<position + count]
            position += count
            if count == wanted { try take() }
        }
    }

    /// Counts documents that begin in these bytes, up to one whose size is not there, or to the end mark.
    private mutating func passDocuments(_ bytes: UnsafeRawBufferPointer, from start: Int) throws -> Int {
        var position = start
        while true {
            let count = min(rest, bytes.count - position)
            rest -= count
            position += count
            guard rest == 0, position + 4 <= bytes.count else { return position }
            let word = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
            if word == Self.terminator { return position }
            rest = try Self.documentSize(word)
            current.collection.documents += 1
        }
    }

    mutating func finish() throws -> Evidence {
        guard case .betweenPieces = place, carry.isEmpty else { throw Self.incomplete("it ends in the middle") }
        for announcement in announced where !announcement.isView {
            let names = [announcement.name, "system.buckets.\(announcement.name)"]
            guard names.contains(where: { collections["\(announcement.database).\($0)"]?.hasEnded == true }) else {
                throw Self.incomplete("it has no end of \(announcement.database).\(announcement.name)")
            }
        }
        if let open = collections.first(where: { !$0.value.hasEnded }) {
            throw Self.incomplete("it has no end of \(open.key)")
        }
        var counts: [String: Int64] = ["documents": collections.values.reduce(0) { $0 + $1.documents }]
        for (namespace, collection) in collections { counts["documents of \(namespace)"] = collection.documents }
        return Evidence(counts: counts)
    }

    /// How many bytes it takes to go on.
    private func missing() throws -> Int {
        if carry.count < 4 { return 4 - carry.count }
        return try Self.documentSize(word) - carry.count
    }

    private var word: UInt32 { carry.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) } }

    private static func documentSize(_ word: UInt32) throws -> Int {
        guard word >= 5, word <= largestDocument else {
            throw LifeboatError(.incomplete, "the archive is damaged", why: "a document has a size of \(word)")
        }
        return Int(word)
    }

    /// Takes what has been collected: the first four bytes of something, or all of a document of the archive's own.
    private mutating func take() throws {
        if carry.count == 4 {
            switch place {
            case .magic:
                guard word == Self.magic else {
                    let text = carry.map { (32..<127).contains($0) ? String(UnicodeScalar($0)) : "?" }.joined()
                    throw LifeboatError(
                        .failed, "what came is no archive of mongodump", why: "it begins with `\(text)`",
                        hint: "`extra_keys` must not compress it: `compression` does that")
                }
                carry = []
                place = .header
            case .piece where word != Self.terminator:
                rest = try Self.documentSize(word) - 4
                current.collection.documents += 1
                current.collection.checksum.update(carry)
                carry = []
            case _ where word == Self.terminator: try terminate()
            default: _ = try Self.documentSize(word)
            }
            return
        }
        let fields = try BSONFields(carry)
        carry = []
        switch place {
        case .header:
            facts["archive_version"] = fields.texts["version"]
            facts["server_version"] = fields.texts["server_version"]
            facts["tool_version"] = fields.texts["tool_version"]
            place = .collections
        case .collections: try announce(fields)
        case .betweenPieces: try begin(fields)
        case .magic, .piece, .end: throw Self.incomplete("a document is where none should be")
        }
    }

    private mutating func terminate() throws {
        carry = []
        switch place {
        case .collections:
            isAnnounced = true
            place = .betweenPieces
        case .piece:
            collections[current.name] = current.collection
            place = .betweenPieces
        case .end: place = .betweenPieces
        case .magic, .header, .betweenPieces: throw Self.incomplete("an end mark is where none should be")
        }
    }

    private mutating func announce(_ fields: BSONFields) throws {
        guard let database = fields.texts["db"], let name = fields.texts["collection"] else {
            throw Self.incomplete("a collection has no name")
        }
        // Tools before 100.0 say it only in what they would write to the metadata file.
        let isView = fields.texts["type"].map { $0 == "view" } ?? fields.texts["metadata"]?.contains("\"viewOn\"")
        announced.append(Announcement(database: database, name: name, isView: isView ?? false))
    }

    private mutating func begin(_ fields: BSONFields) throws {
        guard let database = fields.texts["db"], let name = fields.texts["collection"] else {
            throw Self.incomplete("a piece does not say what it is of")
        }
        let namespace = "\(database).\(name)"
        guard collections[namespace]?.hasEnded != true else { throw Self.incomplete("\(namespace) ends twice") }
        guard fields.booleans["EOF"] == true else {
            current = (namespace, collections[namespace] ?? Collection())
            place = .piece
            return
        }
        let collection = collections[namespace] ?? Collection()
        guard let checksum = fields.numbers["CRC"], UInt64(bitPattern: checksum) == collection.checksum.value else {
            throw LifeboatError(
                .incomplete, "the archive is damaged", why: "the checksum of \(namespace) is not that of its documents")
        }
        collections[namespace, default: collection].hasEnded = true
        place = .end
    }

    private static func incomplete(_ why: String) -> LifeboatError {
        LifeboatError(
            .incomplete, "the archive is not whole", why: why,
            hint: "look at the server's log; did mongodump end early?")
    }
}
