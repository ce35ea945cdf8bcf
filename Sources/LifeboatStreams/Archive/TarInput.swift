import CArchive
import Glibc
import LifeboatCore

/// A tar archive that is read by libarchive, from blocks that are pulled as it asks for them. Nothing is copied:
/// libarchive parses, and hands out file data, where the blocks lie.
///
/// Used on one thread, which ``BlockHandOff/take()`` may block.
final class TarInput {
    private let archive: OpaquePointer
    private let source: BlockHandOff
    /// What libarchive is looking at; it must stay until the next is asked for.
    private var current: Block?
    private var failure: LifeboatError?
    /// libarchive ran into the end of the input before the archive's own end mark.
    private var ranOut = false

    init(_ source: BlockHandOff) throws {
        guard let archive = archive_read_new() else { throw LifeboatError(errno: ENOMEM, "start", "an archive") }
        self.archive = archive
        self.source = source
        // Tar alone, and no compression: fewer parsers that hostile bytes can reach.
        archive_read_support_format_tar(archive)
        let status = archive_read_open(
            archive, Unmanaged.passUnretained(self).toOpaque(), nil,
            { _, context, bytes in
                guard let context else { return -1 }
                return Unmanaged<TarInput>.fromOpaque(context).takeUnretainedValue().give(bytes)
            }, nil)
        // Everything is set by now, so a throw runs `deinit`, which frees.
        guard status == ARCHIVE_OK else { throw damaged() }
    }

    deinit {
        archive_read_free(archive)
    }

    /// The next entry, valid until the next call; `nil` at the archive's end mark.
    ///
    /// Throws ``LifeboatError/Kind/corrupted`` for what is no tar, is damaged, or ends before its end mark.
    func next() throws -> OpaquePointer? {
        var entry: OpaquePointer?
        switch UTF8Locale.with({ archive_read_next_header(archive, &entry) }) {
        case ARCHIVE_OK: return entry
        case ARCHIVE_EOF:
            // libarchive forgives a missing end mark, and so would call half an archive whole.
            guard !ranOut else { throw failure ?? Self.truncated }
            return nil
        case ARCHIVE_WARN where isForeignName: return entry
        default: throw damaged()
        }
    }

    /// Other tars put names that are not UTF-8 into the pax header without saying so. libarchive warns and takes them
    /// byte for byte, which is what we want; any other warning is about something that it ignored.
    private var isForeignName: Bool {
        guard let text = archive_error_string(archive) else { return false }
        return strstr(text, "can't be converted from UTF-8") != nil
    }

    /// The next piece of the entry's data and where in the file it belongs; `nil` at the entry's end.
    func data() throws -> (offset: Int64, bytes: UnsafeRawBufferPointer)? {
        var bytes: UnsafeRawPointer?
        var count = 0
        var offset: la_int64_t = 0
        switch archive_read_data_block(archive, &bytes, &count, &offset) {
        case ARCHIVE_OK: return (Int64(offset), UnsafeRawBufferPointer(start: bytes, count: count))
        case ARCHIVE_EOF: return nil
        default: throw damaged()
        }
    }

    /// Takes what follows the archive (tar fills up its last record with zeros), up to the input's own end: only
    /// there it is known that all of it was what was stored.
    func drain() throws {
        while try source.take() != nil {}
    }

    private func give(_ bytes: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
        do {
            current = try source.take()
        } catch {
            failure = LifeboatError(wrapping: error)
            ranOut = true
            return -1
        }
        guard let current else {
            ranOut = true
            return 0
        }
        return current.withUnsafeBytes { memory in
            bytes?.pointee = memory.baseAddress
            return memory.count
        }
    }

    private static var truncated: LifeboatError {
        LifeboatError(
            .corrupted, "the archive ends before its end mark",
            hint: "it is cut; restore another backup, and verify this one")
    }

    private func damaged() -> LifeboatError {
        if let failure { return failure }
        if ranOut { return Self.truncated }
        let why = archive_error_string(archive).map { String(cString: $0) }
        return LifeboatError(.corrupted, "the archive is damaged", why: why)
    }
}
