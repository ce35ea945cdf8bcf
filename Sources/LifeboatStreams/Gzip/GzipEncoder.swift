package import LifeboatCore

/// gzip, compressed on several threads: independent members of 1 MiB each, in order. Any gzip reads it, since
/// members may be concatenated (RFC 1952, section 2.2).
package struct GzipEncoder: Sendable {
    package static let standardLevel = 6

    private static let memberSize = 1 << 20
    private static let workers = 2

    private let level: Int

    package init(level: Int = GzipEncoder.standardLevel) {
        self.level = level
    }

    /// Returns when the input is proven complete and everything was handed to `output`.
    package func run(from input: ByteStream, into output: any ByteWriter) async throws {
        let lanes = (0..<Self.workers).map { _ in
            (plain: BytePipe.make(capacity: 2), packed: BytePipe.make(capacity: 2))
        }
        let pool = BlockPool(blockSize: GzipMemberCompressor.bound(Self.memberSize))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in lanes {
                group.addTask(executorPreference: StageThread("gzip")) {
                    try await compress(lane.plain.reader, into: lane.packed.writer, pool)
                }
            }
            group.addTask {
                do {
                    try await deal(input, to: lanes.map(\.plain.writer))
                } catch {
                    lanes.forEach { $0.plain.writer.fail(error) }
                    throw error
                }
            }
            // Members were dealt in turn, so taking them in turn keeps their order; the first lane that has no
            // more says that none has.
            var turn = 0
            while let member = try await lanes[turn % lanes.count].packed.reader.next() {
                try await output.write(member)
                turn += 1
            }
            try await group.waitForAll()
        }
    }

    private func compress(_ input: BytePipe.Reader, into output: BytePipe.Writer, _ pool: BlockPool) async throws {
        do {
            let compressor = try GzipMemberCompressor(level: level)
            while let block = try await input.next() {
                let member = pool.block()
                try block.withUnsafeBytes { try compressor.compress($0, into: member) }
                try await output.write(member.freeze())
            }
            output.finish()
        } catch {
            output.fail(error)
            throw error
        }
    }

    /// Cuts the input into pieces of exactly one member's size, whatever sizes it comes in, and deals them out.
    private func deal(_ input: ByteStream, to lanes: [BytePipe.Writer]) async throws {
        let pool = BlockPool(blockSize: Self.memberSize)
        var turn = 0
        var piece = pool.block()
        while let block = try await input.next() {
            if piece.count == 0, block.count == Self.memberSize {
                try await lanes[turn % lanes.count].write(block)
                turn += 1
                continue
            }
            var offset = 0
            while offset < block.count {
                offset += block.slice(offset..<block.count).withUnsafeBytes { piece.append($0) }
                if piece.isFull {
                    try await lanes[turn % lanes.count].write(piece.freeze())
                    piece = pool.block()
                    turn += 1
                }
            }
        }
        // Nothing at all still is one member: an empty file is not a gzip file.
        if piece.count > 0 || turn == 0 { try await lanes[turn % lanes.count].write(piece.freeze()) }
        lanes.forEach { $0.finish() }
    }
}
