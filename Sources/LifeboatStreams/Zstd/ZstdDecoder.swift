import CZstd
package import LifeboatCore

/// Reads zstd frames to the end of the last one, checksums included.
package final class ZstdDecoder: StreamFilter {
    private let context: OpaquePointer
    /// Zero when the last frame is whole; otherwise a hint of how much is missing.
    private var missing = 1

    package init() throws {
        guard let context = ZSTD_createDCtx() else { throw LifeboatError(.failed, "zstd: out of memory") }
        self.context = context
    }

    deinit { ZSTD_freeDCtx(context) }

    package func process(_ input: inout UnsafeRawBufferPointer, into output: MutableBlock) throws {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        try decompress(&source, into: output)
        input = UnsafeRawBufferPointer(rebasing: input[source.pos...])
    }

    package func finish(into output: MutableBlock) throws -> Bool {
        // Only when the output filled up can the decoder still hold something back.
        if missing != 0 {
            var nothing = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
            let before = output.count
            try decompress(&nothing, into: output)
            if missing != 0, output.count == before {
                throw LifeboatError(.corrupted, "zstd: the data ends too early")
            }
        }
        return missing == 0
    }

    private func decompress(_ source: inout ZSTD_inBuffer, into output: MutableBlock) throws {
        var result = 0
        try output.fill { room in
            var sink = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
            result = try Zstd.check(ZSTD_decompressStream(context, &sink, &source), .corrupted)
            return sink.pos
        }
        missing = result
    }
}
