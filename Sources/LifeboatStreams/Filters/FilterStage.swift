package import LifeboatCore

/// Runs a filter between a stream and a writer.
package enum FilterStage {
    /// Returns when the input is proven complete and everything was handed to `output`.
    package static func run(
        _ filter: some StreamFilter, from input: ByteStream, into output: any ByteWriter, pool: BlockPool
    ) async throws {
        var filter = filter
        var block = pool.block()
        while let next = try await input.next() {
            var offset = 0
            while offset < next.count {
                offset += try next.slice(offset..<next.count).withUnsafeBytes { bytes in
                    var rest = bytes
                    try filter.process(&rest, into: block)
                    return bytes.count - rest.count
                }
                if block.isFull {
                    try await output.write(block.freeze())
                    block = pool.block()
                }
            }
        }
        var done = false
        while !done {
            done = try filter.finish(into: block)
            guard block.isFull || done else { continue }
            try await output.write(block.freeze())
            block = pool.block()
        }
    }
}
