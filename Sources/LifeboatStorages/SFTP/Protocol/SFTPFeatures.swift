import LifeboatCore

/// What a server offers besides version 3 of the protocol: OpenSSH's extensions (its file PROTOCOL).
struct SFTPFeatures: Sendable, Equatable {
    enum Extension: String, CaseIterable {
        /// A second name for a file; fails where the name is taken.
        case hardlink = "hardlink@openssh.com"
        /// Rename that replaces, in one step.
        case posixRename = "posix-rename@openssh.com"
        case fsync = "fsync@openssh.com"
        case statvfs = "statvfs@openssh.com"
        case limits = "limits@openssh.com"
    }

    /// What every server must take (section 3 of the draft).
    static let standardChunk = 32_768
    /// OpenSSH's own limit; our packets' memory is made for it.
    static let largestChunk = 261_120

    private(set) var extensions: Set<Extension> = []
    /// Bytes in one READ and in one WRITE.
    private(set) var readChunk = standardChunk
    private(set) var writeChunk = standardChunk

    init() {}

    /// Reads the server's VERSION, behind its type.
    init(version decoder: inout SFTPDecoder) throws {
        let version = try decoder.uint32()
        guard version >= 3 else {
            throw LifeboatError(.refused, "the SFTP server speaks version \(version); version 3 is needed")
        }
        while !decoder.isAtEnd {
            let name = try decoder.text()
            let value = try decoder.text()
            // All of them count from their version 1 on.
            if let known = Extension(rawValue: name), Int(value) ?? 0 >= 1 { extensions.insert(known) }
        }
    }

    func offers(_ wanted: Extension) -> Bool { extensions.contains(wanted) }

    /// Reads the answer to `limits@openssh.com`: the largest packet, read and write, and how many handles.
    mutating func take(limits decoder: inout SFTPDecoder) throws {
        _ = try decoder.uint64()
        readChunk = Self.chunk(try decoder.uint64())
        writeChunk = Self.chunk(try decoder.uint64())
    }

    /// 0 is "not said".
    private static func chunk(_ limit: UInt64) -> Int {
        limit == 0 ? standardChunk : Int(min(limit, UInt64(largestChunk)))
    }
}
