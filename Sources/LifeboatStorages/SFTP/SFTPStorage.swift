package import LifeboatCore
package import LifeboatProcesses

/// Objects as files behind a program that speaks SFTP: the key is the path below the storage's folder.
///
/// - To a host it is `ssh`, so its own configuration, agents and jump hosts work; SFTP, spoken over it by ourselves,
///   needs no shell on the host and keeps many requests on their way at the same time. To everything else it is `rclone`.
///   One running program serves all operations; it is started when it is first needed, and again when it broke.
/// - An object is written under a temporary name in its own folder, synced where the server offers it, and only then
///   given its name, in one step and without replacing another.
/// - What only asks, and what can be done twice, is tried again on a new connection. An upload whose connection broke
///   fails: its body cannot be had again.
/// - A folder exists as long as something is in it, as on a ``LocalStorage``.
///
/// The server must keep upper and lower case apart. Names of folders cannot be synced by this protocol: after a power
/// cut of the server the last objects may be missing, whole.
package struct SFTPStorage: Storage {

    let route: any SFTPRoute
    let line: SFTPLine
    let retries: RetrySchedule
    /// Held while an object gets its name, where two could get the same.
    let naming = Turnstile()

    /// - Parameters:
    ///   - environment: our own, of which `ssh` gets what it needs.
    ///   - toolbox: where `ssh` is looked for.
    ///   - waiting: how the pauses between two tries pass; its randomness makes temporary names unique, too.
    package init(
        _ configuration: SFTPStorageConfiguration, environment: [String: String], toolbox: Toolbox = Toolbox(),
        waiting: Waiting
    ) {
        let route = SSHRoute(configuration: configuration, environment: environment, toolbox: toolbox)
        self.init(route, waiting: waiting)
    }

    init(_ route: any SFTPRoute, waiting: Waiting) {
        self.route = route
        line = SFTPLine(route, waiting)
        retries = RetrySchedule(tries: 4, waiting: waiting)
    }

    package func stat(_ key: ObjectKey) async throws -> StoredObject? {
        guard key.last != nil else { return nil }
        let found = try await onConnection { connection, _ in
            try await connection.linkStatus(path(of: key), place(of: key))
        }
        guard let found, found.isFile else { return nil }
        return StoredObject(key: key, size: Int64(clamping: found.size ?? 0), modified: found.modified)
    }

    package func delete(_ key: ObjectKey) async throws {
        guard key.last != nil else { return }
        try await onConnection { connection, _ in
            let place = place(of: key)
            guard let found = try await connection.linkStatus(path(of: key), place), found.isFile else { return }
            let status = try await connection.status(.remove(path: path(of: key)))
            guard status.code == .ok || status.code == .noSuchFile else {
                throw route.error(status, "remove", place)
            }
            await removeEmptyFolders(from: key.parent, connection)
        }
    }

    package func read<Value: Sendable>(
        _ key: ObjectKey, range: Range<Int64>?, _ consume: (ByteStream) async throws -> Value
    ) async throws -> Value {
        let download = try await onConnection { connection, features in
            try await open(key, range: range, connection, features)
        }
        defer { download.close() }
        return try await consume(download.stream)
    }

    private func open(
        _ key: ObjectKey, range: Range<Int64>?, _ connection: SFTPConnection, _ features: SFTPFeatures
    ) async throws -> SFTPDownload {
        let place = place(of: key)
        let missing = LifeboatError(.notFound, "there is no object \(place)")
        // Looked at first: opening a named pipe that somebody put there would block the server for ever.
        guard key.last != nil, let found = try await connection.linkStatus(path(of: key), place), found.isFile else {
            throw missing
        }
        let handle: SFTPRequest.Handle
        switch try await SFTPConnection.handle(connection.send(.open(path: path(of: key), .read, SFTPAttributes()))) {
        case .success(let opened): handle = opened
        case .failure(let refusal):
            throw refusal.status.code == .noSuchFile ? missing : route.error(refusal.status, "open", place)
        }
        // Of the file that was opened; the name may have been given to another meanwhile.
        guard let size = try await connection.attributes(.handleStatus(handle), place)?.size else {
            _ = connection.send(.close(handle))
            throw LifeboatError(.failed, "the server does not tell the size of \(place)")
        }
        let whole = 0..<Int64(clamping: size)
        let part = range.map { $0.clamped(to: whole) } ?? whole
        return SFTPDownload(connection, handle, place: place, part: part, chunk: features.readChunk)
    }

    /// Runs `body` on a connection that works, and again on a new one when it broke. For what can be done twice only.
    func onConnection<Value>(
        _ body: (SFTPConnection, SFTPFeatures) async throws -> Value
    ) async throws -> Value {
        try await retries.run {
            let (connection, features) = try await line.connection()
            return try await body(connection, features)
        }
    }

    /// Removes the folders of `key`, the deepest first, as far as they are empty. Never the storage's own.
    ///
    /// All at once: where a folder stays the ones above it are not empty. Somebody may have put an object into one of
    /// them meanwhile; then it stays.
    func removeEmptyFolders(from key: ObjectKey, _ connection: SFTPConnection) async {
        var replies: [SFTPReply<SFTPAnswer>] = []
        var folder = key
        while folder != .root {
            replies.append(connection.send(.removeFolder(path: path(of: folder))))
            if route.habits.keepsSharedFolders { break }
            folder = folder.parent
        }
        for reply in replies { _ = try? await reply.value() }
    }

    func temporaryName() -> String { route.habits.temporaryNames.name(retries.waiting.randomness()) }

    func path(of key: ObjectKey) -> String {
        key.components.reduce(route.folder) { Self.path($0, $1.escaped) }
    }

    static func path(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    /// For messages.
    func place(of key: ObjectKey) -> String { route.place(of: path(of: key)) }
}
