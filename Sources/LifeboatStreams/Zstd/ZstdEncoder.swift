import CZstd
package import LifeboatCore

/// One zstd frame (RFC 8878) with a content checksum, so that `zstd -t` can tell whether it is whole.
package final class ZstdEncoder: StreamFilter {
    package static let standardLevel = 3

    /// Two workers fill two cores. Jobs of 1.5 MiB: the library's default takes 100 MiB on incompressible data, and jobs
    /// of 2 MiB, which store 1 % less, take 4 MiB more than the memory budget has.
    private static let workers: Int32 = 2
    private static let jobSize: Int32 = 3 << 19

    private let context: OpaquePointer

    package init(level: Int = ZstdEncoder.standardLevel) throws {
        context = try Self.makeContext(level: level)
    }

    private static func makeContext(level: Int) throws -> OpaquePointer {
        guard let context = ZSTD_createCCtx() else { throw LifeboatError(.failed, "zstd: out of memory") }
        do {
            try Zstd.check(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level)), .failed)
            try Zstd.check(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1), .failed)
            // A libzstd that was built without threads refuses this and compresses on the calling thread.
            if ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_nbWorkers, workers)) == 0 {
                try Zstd.check(ZSTD_CCtx_setParameter(context, ZSTD_c_jobSize, jobSize), .failed)
            }
        } catch {
            ZSTD_freeCCtx(context)
            throw error
        }
        return context
    }

    deinit { ZSTD_freeCCtx(context) }

    package func process(_ input: inout UnsafeRawBufferPointer, into output: MutableBlock) throws {
        _ = try compress(&input, into: output, ZSTD_e_continue)
    }

    package func finish(into output: MutableBlock) throws -> Bool {
        var nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        return try compress(&nothing, into: output, ZSTD_e_end) == 0
    }

    private func compress(
        _ input: inout UnsafeRawBufferPointer, into output: MutableBlock, _ end: ZSTD_EndDirective
    ) throws -> Int {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var remaining = 0
        try output.fill { room in
            var sink = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
            remaining = try Zstd.check(ZSTD_compressStream2(context, &sink, &source, end), .failed)
            return sink.pos
        }
        input = UnsafeRawBufferPointer(rebasing: input[source.pos...])
        return remaining
    }
}
