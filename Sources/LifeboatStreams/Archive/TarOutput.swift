import CArchive
import Glibc
import LifeboatCore

/// A tar archive on its way out: libarchive writes it, this cuts what it writes into pooled blocks.
///
/// libarchive calls back with each piece, and a callback cannot wait. So full blocks are queued here and sent between
/// two calls of libarchive's, by ``flush()``; one call never emits more than it was given plus some headers, so the
/// queue stays at a block or two.
final class TarOutput {
    private let archive: OpaquePointer
    private let pool: BlockPool
    private let output: any ByteWriter
    private var current: MutableBlock
    private var full: [Block] = []
    /// Where libarchive must hand out what lies in the current block already; `nil` when nothing does.
    private var inPlace: UnsafeRawPointer?
    private var wasOverwritten = false

    init(_ output: any ByteWriter, pool: BlockPool) throws {
        guard let archive = archive_write_new() else { throw LifeboatError(errno: ENOMEM, "start", "an archive") }
        self.archive = archive
        self.output = output
        self.pool = pool
        current = pool.block()
        // Pax, for times in nanoseconds and names and sizes without limits. The callback gets every piece at once and
        // as it is: cutting it into tar's records of 10 KiB would copy all of it once more. The attribute
        // `SCHILY.xattr` is the one that every tar reads; libarchive's own would double it in base64.
        try check(archive_write_set_format_pax(archive))
        try check(archive_write_set_format_option(archive, "pax", "xattrheader", "SCHILY"))
        try check(archive_write_set_bytes_per_block(archive, 0))
        let status = archive_write_open(
            archive, Unmanaged.passUnretained(self).toOpaque(), nil,
            { _, context, bytes, count in
                guard let context else { return -1 }
                let output = Unmanaged<TarOutput>.fromOpaque(context).takeUnretainedValue()
                output.take(UnsafeRawBufferPointer(start: bytes, count: count))
                return count
            }, nil)
        try check(status)
    }

    deinit {
        archive_write_free(archive)
    }

    /// Begins an entry. What was announced as its size must follow through ``write(_:)``.
    func begin(_ entry: OpaquePointer) throws {
        let status = UTF8Locale.with { archive_write_header(archive, entry) }
        // A warning is a name that is not UTF-8: it is in the archive byte for byte, marked as binary.
        if status != ARCHIVE_WARN { try check(status) }
    }

    /// Writes a part of an entry's data.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard !bytes.isEmpty else { return }
        if bytes.baseAddress == UnsafeRawPointer(spare.baseAddress) { inPlace = bytes.baseAddress }
        defer { inPlace = nil }
        let written = archive_write_data(archive, bytes.baseAddress, bytes.count)
        guard written == bytes.count else {
            throw LifeboatError(.failed, "cannot write the archive", why: reason)
        }
        guard !wasOverwritten else {
            throw LifeboatError(.failed, "cannot write the archive", why: "libarchive put something before the data")
        }
    }

    /// Memory in the block that is being filled. Bytes that are read right into it and then given to ``write(_:)``
    /// are not copied. Valid until the next call of anything here; never empty.
    ///
    /// Not for sparse files: libarchive writes their map only along with their first data, and so over it.
    var spare: UnsafeMutableRawBufferPointer {
        var rest = UnsafeMutableRawBufferPointer(start: nil, count: 0)
        current.fill {
            rest = $0
            return 0
        }
        return rest
    }

    /// Sends the blocks that are full. Call it after every piece.
    @inline(__always)
    func flush() async throws {
        if !full.isEmpty { try await send() }
    }

    /// Writes the end mark, two blocks of zeros, and sends what is left.
    func finish() async throws {
        try check(archive_write_close(archive))
        rotate()
        try await send()
    }

    private func send() async throws {
        let blocks = full
        full.removeAll(keepingCapacity: true)
        for block in blocks { try await output.write(block) }
    }

    private func take(_ bytes: UnsafeRawBufferPointer) {
        if let expected = inPlace {
            guard bytes.baseAddress == expected, bytes.count <= current.remaining else { return wasOverwritten = true }
            current.fill { _ in bytes.count }
            inPlace = expected + bytes.count
            if current.isFull { rotate() }
            return
        }
        var rest = bytes
        while !rest.isEmpty {
            let size = current.append(rest)
            rest = UnsafeRawBufferPointer(rebasing: rest[size...])
            if current.isFull { rotate() }
        }
    }

    private func rotate() {
        full.append(current.freeze())
        current = pool.block()
    }

    private var reason: String? { archive_error_string(archive).map { String(cString: $0) } }

    private func check(_ status: Int32) throws {
        guard status == ARCHIVE_OK else { throw LifeboatError(.failed, "cannot write the archive", why: reason) }
    }
}
