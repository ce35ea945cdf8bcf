import Foundation

/// What SFTP says of a file (section 5 of draft-ietf-secsh-filexfer-02). Each part may be missing.
struct SFTPAttributes: Sendable, Equatable {
    private enum Flag {
        static let size: UInt32 = 1
        static let owner: UInt32 = 2
        static let permissions: UInt32 = 4
        static let times: UInt32 = 8
        static let extended: UInt32 = 0x8000_0000
    }

    var size: UInt64?
    /// As `st_mode`: the kind of file, too.
    var permissions: UInt32?
    /// Whole seconds; the protocol has no more.
    var modified: Date?

    init(permissions: UInt32? = nil) {
        self.permissions = permissions
    }

    init(_ decoder: inout SFTPDecoder) throws {
        let flags = try decoder.uint32()
        if flags & Flag.size != 0 { size = try decoder.uint64() }
        if flags & Flag.owner != 0 { _ = try decoder.uint64() }
        if flags & Flag.permissions != 0 { permissions = try decoder.uint32() }
        if flags & Flag.times != 0 {
            _ = try decoder.uint32()
            modified = Date(timeIntervalSince1970: TimeInterval(try decoder.uint32()))
        }
        if flags & Flag.extended != 0 {
            for _ in 0..<(try decoder.uint32()) {
                _ = try decoder.bytes()
                _ = try decoder.bytes()
            }
        }
    }

    /// Only permissions are ever sent.
    func encode(into encoder: inout SFTPEncoder) {
        encoder.append(permissions == nil ? 0 : Flag.permissions)
        if let permissions { encoder.append(permissions) }
    }

    var isFile: Bool { isKind(S_IFREG) }
    var isFolder: Bool { isKind(S_IFDIR) }

    private func isKind(_ kind: mode_t) -> Bool { permissions.map { $0 & UInt32(S_IFMT) == UInt32(kind) } ?? false }
}
