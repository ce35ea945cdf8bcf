import LifeboatCore

/// Reads along with an archive in pg_dump's custom format, written to a pipe.
///
/// Such an archive has no end mark. But it begins with a table of contents, and everything there that has data has it in a
/// block of its own, with an end of its own. So it is whole when each of them came, and it ends behind the last.
///
/// The format is `WriteHead`, `WriteToc` and `_WriteData` in `src/bin/pg_dump/pg_backup_archiver.c` and
/// `pg_backup_custom.c`. Versions 1.12 to 1.16 are understood: pg_dump 9.0 to 18. Any other is refused, not guessed at.
struct PostgreSQLArchive: Sendable {
    /// What the table of contents says of something that is dumped.
    struct Entry: Sendable {
        var hasData = false
        var name: [UInt8] = []
        var kind: [UInt8] = []
        var schema: [UInt8] = []
        var isCopied = false

        var holdsRows: Bool { kind.elementsEqual("TABLE DATA".utf8) }
        /// Large objects: each comes with a number of its own.
        var holdsObjects: Bool { kind.elementsEqual("BLOBS".utf8) }
    }

    var fields = PostgreSQLArchiveFields()
    var header = PostgreSQLArchiveHeader()
    private var entriesLeft = 0
    private var current = Entry()
    private var currentNumber = 0
    private(set) var entries: [Int: Entry] = [:]
    /// Those whose data has not come yet.
    private var awaited: Set<Int> = []
    private var step = Step.header(0)
    private(set) var counts = PostgreSQLCounts()
    private(set) var encoding: String?
    private var data = PostgreSQLArchiveData()

    private enum Step: Sendable {
        case header(Int)
        case entryCount
        case entry(Int)
        case dependency
        case offset
        case block
        case blockNumber(kind: UInt8)
        case objectNumber(Int)
        /// The length of a piece of data.
        case length(Int, isObject: Bool)
        case data(Int, isObject: Bool)
    }

    mutating func inspect(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while true {
            if case .data(let number, let isObject) = step {
                let piece = fields.takeData(&rest)
                if entries[number]?.holdsRows == true { try data.read(piece) }
                guard fields.dataLeft == 0 else { return }
                step = .length(number, isObject: isObject)
            }
            guard try readField(&rest) else { return }
        }
    }

    /// - Throws: ``LifeboatError/Kind/incomplete`` unless everything that has data came with it.
    mutating func finish() throws {
        guard case .block = step, fields.isAtBoundary, awaited.isEmpty, !entries.isEmpty else {
            throw LifeboatError(
                .incomplete, "the archive is not whole", why: "data of \(awaited.count) of its entries is missing")
        }
    }

    /// Whether a field was complete.
    private mutating func readField(_ rest: inout UnsafeRawBufferPointer) throws -> Bool {
        switch step {
        case .header(let index):
            guard try header.read(index, &fields, &rest) else { return false }
            step = header.isComplete ? .entryCount : .header(index + 1)
        case .entryCount:
            guard let count = try fields.integer(&rest) else { return false }
            entriesLeft = count
            try beginEntry()
        case .entry(let index): return try readEntry(index, &rest)
        case .dependency:
            guard let text = try fields.text(&rest) else { return false }
            if text == nil { step = .offset }
        case .offset:
            guard fields.skip(1 + header.offsetSize, &rest) else { return false }
            try endEntry()
        case .block:
            guard let kind = fields.byte(&rest) else { return false }
            guard kind == 1 || kind == 3 else { throw Self.odd("a block of kind \(kind)") }
            step = .blockNumber(kind: kind)
        case .blockNumber(let kind):
            guard let number = try fields.integer(&rest) else { return false }
            guard let entry = entries[number], awaited.remove(number) != nil, entry.holdsObjects == (kind == 3) else {
                throw Self.odd("data of something that its table of contents does not have")
            }
            data = PostgreSQLArchiveData(isCopied: entry.isCopied)
            step = kind == 3 ? .objectNumber(number) : .length(number, isObject: false)
        case .objectNumber(let number):
            guard let object = try fields.integer(&rest) else { return false }
            step = object == 0 ? .block : .length(number, isObject: true)
        case .length(let number, let isObject):
            guard let length = try fields.integer(&rest) else { return false }
            guard length >= 0 else { throw Self.odd("a negative length") }
            fields.dataLeft = length
            if length > 0 {
                step = .data(number, isObject: isObject)
            } else {
                try endData(of: number)
                step = isObject ? .objectNumber(number) : .block
            }
        case .data: break
        }
        return true
    }

    // MARK: The table of contents

    private mutating func beginEntry() throws {
        current = Entry()
        step = entriesLeft > 0 ? .entry(0) : .block
    }

    /// Number, whether there is data, two numbers of the catalogue, name, kind, section, definition, removal, how it is
    /// copied, schema, tablespace, access method (1.14), kind of relation (1.16), owner, and whether it had OIDs.
    private mutating func readEntry(_ index: Int, _ rest: inout UnsafeRawBufferPointer) throws -> Bool {
        var isLast = false
        switch index {
        case 0, 1, 6:
            guard let number = try fields.integer(&rest) else { return false }
            if index == 0 { currentNumber = number }
            if index == 1 { current.hasData = number != 0 }
        case 12 where header.minor < 14: break
        case 13:
            guard header.minor < 16 else {
                guard try fields.integer(&rest) != nil else { return false }
                break
            }
        default:
            guard let text = try fields.text(&rest) else { return false }
            take(text ?? [], index)
            isLast = index == 15
        }
        step = isLast ? .dependency : .entry(index + 1)
        return true
    }

    private mutating func take(_ text: [UInt8], _ index: Int) {
        switch index {
        case 4: current.name = text
        case 5: current.kind = text
        case 7 where current.kind.elementsEqual("ENCODING".utf8):
            encoding = PostgreSQLArchiveHeader.encoding(ofDefinition: text)
        case 9: current.isCopied = !text.isEmpty
        case 10: current.schema = text
        default: break
        }
    }

    private mutating func endEntry() throws {
        entries[currentNumber] = current
        if current.hasData { awaited.insert(currentNumber) }
        entriesLeft -= 1
        try beginEntry()
    }

    // MARK: Data

    private static func name(of entry: Entry) -> [UInt8] { entry.schema + [UInt8(ascii: ".")] + entry.name }

    private mutating func endData(of number: Int) throws {
        guard let entry = entries[number], entry.holdsRows else { return }
        counts.rows[Self.name(of: entry), default: 0] += try data.finish()
    }

    static func odd(_ why: String) -> LifeboatError {
        LifeboatError(.corrupted, "the archive is not what pg_dump writes", why: why)
    }
}
