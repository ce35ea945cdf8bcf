import LifeboatCore
import LifeboatStreams
import Synchronization

/// Keeps what is written.
final class CollectingWriter: ByteWriter {
    private let blocks = Mutex<[UInt8]>([])

    func write(_ block: Block) async throws { blocks.withLock { $0 += block.bytes } }

    var bytes: [UInt8] { blocks.withLock { $0 } }
}

/// Blocks to be taken one after the other.
final class Pieces: Sendable {
    private let rest: Mutex<ArraySlice<Block>>

    init(_ blocks: [Block]) {
        rest = Mutex(blocks[...])
    }

    func next() -> Block? { rest.withLock { $0.popFirst() } }
}

/// Trees to bytes and back, on threads of their own as in a run.
enum Archives {
    static func write(
        _ path: String, as name: String = "tree", _ options: ArchiveWriter.Options = .init(), blockSize: Int = 1 << 20,
        pace: @escaping @Sendable (Int) async throws -> Void = { _ in }
    ) async throws -> (bytes: [UInt8], summary: ArchiveSummary) {
        try await onStageThread("test") {
            let output = CollectingWriter()
            let writer = try ArchiveWriter(to: output, pool: BlockPool(blockSize: blockSize), pace: pace)
            try await writer.add(Array(path.utf8), as: Array(name.utf8), options)
            let summary = try await writer.finish()
            return (output.bytes, summary)
        }
    }

    static func extract(
        _ bytes: [UInt8], into folder: String, _ options: ArchiveExtractor.Options = .init()
    ) async throws -> ArchiveSummary {
        try await ArchiveExtractor.extract(ByteStream(bytes), into: Array(folder.utf8), options)
    }

    /// The bytes in pieces of random sizes.
    static func split(_ bytes: [UInt8], _ random: inout some RandomNumberGenerator) -> [Block] {
        var blocks: [Block] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let size = Int.random(in: 1...[1, 7, 600, 5000, 1 << 20].randomElement(using: &random)!, using: &random)
            blocks.append(Block(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return blocks
    }
}
