import LifeboatCore

/// Single requests, answered. `place` is what a message calls a path.
extension SFTPConnection {
    static func status(_ reply: SFTPReply<SFTPAnswer>) async throws -> SFTPStatus {
        guard case .status(let status) = try await reply.value() else { throw unexpected }
        return status
    }

    func status(_ request: SFTPRequest) async throws -> SFTPStatus { try await Self.status(send(request)) }

    /// What a name stands for, itself; `nil` when there is none.
    func linkStatus(_ path: String, _ place: String) async throws -> SFTPAttributes? {
        try await attributes(.linkStatus(path: path), place)
    }

    func attributes(_ request: SFTPRequest, _ place: String) async throws -> SFTPAttributes? {
        switch try await send(request).value() {
        case .attributes(let attributes): return attributes
        case .status(let status):
            if status.code == .noSuchFile { return nil }
            throw route.error(status, "look at", place)
        default: throw Self.unexpected
        }
    }

    /// A file's or a folder's handle, or why there is none.
    static func handle(_ reply: SFTPReply<SFTPAnswer>) async throws -> Result<SFTPRequest.Handle, SFTPRefusal> {
        switch try await reply.value() {
        case .handle(let handle): return .success(handle)
        case .status(let status): return .failure(SFTPRefusal(status: status))
        default: throw unexpected
        }
    }

    /// Everything in a folder but `.` and `..`; nothing when there is no such folder, or it is a file.
    func entries(_ path: String, _ place: String) async throws -> [SFTPEntry] {
        let handle: SFTPRequest.Handle
        switch try await Self.handle(send(.openFolder(path: path))) {
        case .success(let opened): handle = opened
        case .failure(let refusal):
            if refusal.status.code == .noSuchFile { return [] }
            if try await linkStatus(path, place)?.isFile == true { return [] }
            throw route.error(refusal.status, "read the folder", place)
        }
        defer { _ = send(.close(handle)) }
        var entries: [SFTPEntry] = []
        while true {
            switch try await send(.readFolder(handle)).value() {
            case .names(let names): entries += names.filter { $0.name != "." && $0.name != ".." }
            case .status(let status):
                if status.code == .endOfFile || status.code == .noSuchFile { return entries }
                throw route.error(status, "read the folder", place)
            default: throw Self.unexpected
            }
        }
    }

    /// A refusal in words: the protocol has none for a full disk, so that is looked at.
    func failure(_ status: SFTPStatus, _ what: String, _ place: String, below folder: String) async throws
        -> LifeboatError
    {
        guard status.code == .failure, try await isFull(folder) else { return route.error(status, what, place) }
        return LifeboatError(
            .noSpace, "cannot \(what) \(place)", why: "the file system there is full",
            hint: "free some space, enlarge it, or keep fewer copies")
    }

    /// Whether the file system below `path` has no room left; `false` where the server does not say.
    private func isFull(_ path: String) async throws -> Bool {
        guard try await features().offers(.statvfs),
            case .extended(let bytes) = try await send(.space(path: path)).value()
        else { return false }
        var decoder = SFTPDecoder(bytes)
        // Block size, fragment size, blocks, free blocks, and those that are free for the user.
        _ = try decoder.uint64()
        let fragment = try decoder.uint64()
        for _ in 0..<2 { _ = try decoder.uint64() }
        let (free, overflows) = try decoder.uint64().multipliedReportingOverflow(by: fragment)
        return !overflows && free < UInt64(SFTPFeatures.largestChunk)
    }

    static var unexpected: LifeboatError {
        LifeboatError(.failed, "the SFTP server answered with a packet of the wrong kind")
    }
}
