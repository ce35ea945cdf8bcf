import LifeboatCore

extension SFTPStorage {
    /// One folder on the way to an object.
    private struct Making {
        var path: String
        /// The storage's own folder, and what is above it, stay.
        var isBelowRoot: Bool
        var reply: SFTPReply<SFTPAnswer>
    }

    /// Opens a temporary file in the object's folder, and makes the folders that are missing.
    ///
    /// A delete elsewhere may remove a folder between our making and our using it, because it is empty; then all is
    /// begun anew. Once the temporary file exists its folders are not empty and stay.
    func makeDraft(for key: ObjectKey) async throws -> (SFTPDraft, SFTPRequest.Handle) {
        try await onConnection { connection, features in
            var refusal = SFTPStatus(code: .failure)
            for attempt in 0..<50 {
                // Most folders exist: one is asked for at first, and all of them together when it is missing.
                let making = attempt == 0 ? [] : makeFolders(of: key.parent, connection)
                let folder = path(of: key.parent)
                let temporary = Self.path(folder, temporaryName())
                let opening = connection.send(.open(path: temporary, .create, SFTPAttributes(permissions: 0o600)))
                var draft = SFTPDraft(
                    connection: connection, features: features, folder: folder, temporary: temporary, opening: opening)
                do {
                    let answers = try await answers(to: making)
                    draft.made = zip(making, answers).filter { mayRemove($0, folder) && $1.code == .ok }.map(\.0.path)
                    switch try await draft.handle() {
                    case .success(let handle): return (draft, handle)
                    case .failure(let refused):
                        guard refused.status.code == .noSuchFile else {
                            throw try await connection.failure(
                                refused.status, "create", place(of: key), below: folder)
                        }
                    }
                    if let status = try await missingFolder(zip(making, answers).map { ($0.path, $1) }, connection) {
                        refusal = status
                    }
                } catch {
                    await abandon(draft)
                    throw error
                }
            }
            guard refusal.code == .ok else {
                throw try await connection.failure(
                    refusal, "make the folder of", place(of: key), below: route.folder)
            }
            throw LifeboatError(
                .temporary, "cannot create \(place(of: key))", why: "its folder is removed again and again",
                hint: "see whether another program cleans up \(route.place(of: route.folder))")
        }
    }

    /// Asks for every folder from the top down, whether it exists or not.
    private func makeFolders(of key: ObjectKey, _ connection: SFTPConnection) -> [Making] {
        var paths: [(String, isBelowRoot: Bool)] = []
        var path = route.folder.hasPrefix("/") ? "/" : ""
        for name in route.folder.split(separator: "/") {
            path = path.isEmpty ? String(name) : Self.path(path, String(name))
            paths.append((path, false))
        }
        for depth in key.components.indices {
            paths.append((self.path(of: ObjectKey(Array(key.components[...depth]))), true))
        }
        return paths.map { path, isBelowRoot in
            let reply = connection.send(.makeFolder(path: path, SFTPAttributes(permissions: 0o700)))
            return Making(path: path, isBelowRoot: isBelowRoot, reply: reply)
        }
    }

    /// Whether a folder that a put has made may go again when it fails.
    private func mayRemove(_ making: Making, _ own: String) -> Bool {
        making.isBelowRoot && (!route.habits.keepsSharedFolders || making.path == own)
    }

    private func answers(to making: [Making]) async throws -> [SFTPStatus] {
        var answers: [SFTPStatus] = []
        for folder in making { answers.append(try await SFTPConnection.status(folder.reply)) }
        return answers
    }

    /// Why the first missing folder could not be made; `nil` when all of them exist. Throws when it never will.
    private func missingFolder(_ making: [(String, SFTPStatus)], _ connection: SFTPConnection) async throws
        -> SFTPStatus?
    {
        for (path, status) in making {
            let place = route.place(of: path)
            guard let found = try await connection.attributes(.status(path: path), place) else {
                if status.code == .permissionDenied { throw route.error(status, "make the folder", place) }
                return status
            }
            if found.permissions != nil, !found.isFolder {
                throw LifeboatError(
                    .refused, "\(place) is not a folder", why: "an object below it cannot be stored")
            }
        }
        return nil
    }
}
