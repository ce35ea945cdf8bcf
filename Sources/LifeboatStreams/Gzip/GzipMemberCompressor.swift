import CDeflate
import LifeboatCore

/// Compresses one piece of data into one gzip member (RFC 1952), through libdeflate.
final class GzipMemberCompressor {
    private let compressor: OpaquePointer
    private let probe: OpaquePointer
    private let store: OpaquePointer

    init(level: Int) throws {
        guard let compressor = libdeflate_alloc_compressor(Int32(level)),
            let probe = libdeflate_alloc_compressor(1), let store = libdeflate_alloc_compressor(0)
        else { throw LifeboatError(.failed, "gzip: out of memory") }
        self.compressor = compressor
        self.probe = probe
        self.store = store
    }

    deinit {
        libdeflate_free_compressor(compressor)
        libdeflate_free_compressor(probe)
        libdeflate_free_compressor(store)
    }

    /// The most that a member of `count` bytes can take.
    static func bound(_ count: Int) -> Int { libdeflate_gzip_compress_bound(nil, count) }

    /// - Parameter output: must have room for ``bound(_:)`` of the input.
    func compress(_ input: UnsafeRawBufferPointer, into output: MutableBlock) throws {
        let chosen = looksIncompressible(input) ? store : compressor
        let written = output.fill {
            libdeflate_gzip_compress(chosen, input.baseAddress, input.count, $0.baseAddress, $0.count)
        }
        guard written > 0 else { throw LifeboatError(.failed, "gzip: a block did not fit its bound") }
    }

    /// Media and archives do not get smaller; trying costs more than everything else. Four samples, quickly
    /// compressed, tell: when they all together shrink by less than 3 %, the block is stored as it is.
    private func looksIncompressible(_ input: UnsafeRawBufferPointer) -> Bool {
        let size = 4096
        guard input.count >= 16 * size else { return false }
        let shrunk = withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { scratch in
            stride(from: 0, to: 4, by: 1).reduce(0) { sum, index in
                let start = index * (input.count - size) / 3
                let written = libdeflate_deflate_compress(
                    probe, input.baseAddress.map { $0 + start }, size, scratch.baseAddress, scratch.count)
                return sum + (written == 0 ? size : written)
            }
        }
        return shrunk * 100 > 4 * size * 97
    }
}
