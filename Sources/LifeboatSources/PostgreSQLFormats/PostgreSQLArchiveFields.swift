import LifeboatCore

/// The numbers and texts that an archive is made of. Each function returns `nil` while its field is not complete, and keeps
/// what it has.
struct PostgreSQLArchiveFields: Sendable {
    /// More than any definition is long.
    private static let textLimit = 256 << 20

    /// Bytes of a number, without its sign.
    var integerSize = 4
    /// Bytes of the piece of data that are still to come.
    var dataLeft = 0
    private var partial: [UInt8] = []
    private var textLength: Int?
    private var skipped = 0

    var isAtBoundary: Bool { partial.isEmpty && textLength == nil && skipped == 0 && dataLeft == 0 }

    mutating func byte(_ rest: inout UnsafeRawBufferPointer) -> UInt8? {
        guard let first = rest.first else { return nil }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
        return first
    }

    mutating func bytes(_ count: Int, _ rest: inout UnsafeRawBufferPointer) -> [UInt8]? {
        let taken = min(count - partial.count, rest.count)
        partial.append(contentsOf: rest.prefix(taken))
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(taken))
        guard partial.count == count else { return nil }
        defer { partial = [] }
        return partial
    }

    /// A sign, and the lowest byte first.
    mutating func integer(_ rest: inout UnsafeRawBufferPointer) throws -> Int? {
        guard let bytes = bytes(1 + integerSize, &rest) else { return nil }
        var value = 0
        for byte in bytes.dropFirst().reversed() {
            guard value < 1 << 47 else { throw PostgreSQLArchive.odd("a number is too large") }
            value = value << 8 | Int(byte)
        }
        return bytes[0] == 0 ? value : -value
    }

    /// `.some(nil)` for one that is absent.
    mutating func text(_ rest: inout UnsafeRawBufferPointer) throws -> [UInt8]?? {
        if textLength == nil {
            guard let length = try integer(&rest) else { return nil }
            guard length >= 0 else { return .some(nil) }
            guard length <= Self.textLimit else { throw PostgreSQLArchive.odd("a text is too long") }
            textLength = length
        }
        guard let length = textLength, let text = bytes(length, &rest) else { return nil }
        textLength = nil
        return .some(text)
    }

    mutating func skip(_ count: Int, _ rest: inout UnsafeRawBufferPointer) -> Bool {
        let taken = min(count - skipped, rest.count)
        skipped += taken
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(taken))
        guard skipped == count else { return false }
        skipped = 0
        return true
    }

    /// What there is of the piece of data.
    mutating func takeData(_ rest: inout UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(dataLeft))
        dataLeft -= piece.count
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
        return piece
    }
}
