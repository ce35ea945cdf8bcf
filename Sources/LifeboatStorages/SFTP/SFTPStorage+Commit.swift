import LifeboatCore

extension SFTPStorage {
    /// Gives a whole file its name.
    ///
    /// When the connection breaks here, nobody knows whether the server had done it: a new connection looks, and does
    /// what is left to do.
    func commit(
        _ draft: SFTPDraft, to key: ObjectKey, size: Int64, _ onExisting: PutOptions.OnExisting
    ) async throws {
        var isRepeated = false
        try await onConnection { connection, features in
            if isRepeated, try await isCommitted(draft, key, size, onExisting, connection) { return }
            isRepeated = true
            if route.habits.renameReplaces {
                try await naming.alone { try await commitLooking(draft, key, onExisting, connection) }
                return
            }
            switch onExisting {
            case .fail: try await commitExclusively(draft, key, connection, features)
            case .replace: try await commitReplacing(draft, key, connection, features)
            }
        }
    }

    /// Where a rename takes the place of what has the name, it is looked first who has it. Nobody of this process comes in
    /// between; another one could, but no two runs share a key.
    private func commitLooking(
        _ draft: SFTPDraft, _ key: ObjectKey, _ onExisting: PutOptions.OnExisting, _ connection: SFTPConnection
    ) async throws {
        let name = key.last?.escaped ?? ""
        let entries = try await connection.entries(draft.folder, place(of: key.parent))
        if let taken = entries.first(where: { $0.name.lowercased() == name.lowercased() }) {
            if taken.attributes.isFolder { throw isFolder(key) }
            guard onExisting == .replace, taken.name == name else { throw exists(key) }
        }
        let status = try await connection.status(.rename(from: draft.temporary, to: path(of: key)))
        guard status.code == .ok else {
            throw try await connection.failure(status, "rename", place(of: key), below: draft.folder)
        }
    }

    private func isCommitted(
        _ draft: SFTPDraft, _ key: ObjectKey, _ size: Int64, _ onExisting: PutOptions.OnExisting,
        _ connection: SFTPConnection
    ) async throws -> Bool {
        let place = place(of: key)
        guard let object = try await connection.linkStatus(path(of: key), place), object.isFile,
            object.size == UInt64(size)
        else { return false }
        guard let temporary = try await connection.linkStatus(draft.temporary, place) else { return true }
        // Two names of one file have everything in common; another run's object would be of another moment.
        guard onExisting == .fail, temporary == object else { return false }
        _ = try? await connection.status(.remove(path: draft.temporary))
        return true
    }

    /// The protocol's own rename must fail on a name that is taken, but not every server keeps to that; a hard link
    /// cannot replace anything.
    private func commitExclusively(
        _ draft: SFTPDraft, _ key: ObjectKey, _ connection: SFTPConnection, _ features: SFTPFeatures
    ) async throws {
        if features.offers(.hardlink) {
            let status = try await connection.status(.hardlink(from: draft.temporary, to: path(of: key)))
            if status.code == .ok {
                // The object has its name; a temporary name that stays behind is cleaned up later.
                _ = try? await connection.status(.remove(path: draft.temporary))
                return
            }
        }
        // Either the name is taken, or the file system there has no hard links.
        try await requireFree(key, connection)
        let status = try await connection.status(.rename(from: draft.temporary, to: path(of: key)))
        guard status.code != .ok else { return }
        try await requireFree(key, connection)
        throw try await connection.failure(status, "rename", place(of: key), below: draft.folder)
    }

    private func requireFree(_ key: ObjectKey, _ connection: SFTPConnection) async throws {
        guard let found = try await connection.linkStatus(path(of: key), place(of: key)) else { return }
        throw found.isFolder ? isFolder(key) : exists(key)
    }

    private func commitReplacing(
        _ draft: SFTPDraft, _ key: ObjectKey, _ connection: SFTPConnection, _ features: SFTPFeatures
    ) async throws {
        let old = try await connection.linkStatus(path(of: key), place(of: key))
        if old?.isFolder == true { throw isFolder(key) }
        let path = path(of: key)
        let status: SFTPStatus
        if features.offers(.posixRename) {
            status = try await connection.status(.posixRename(from: draft.temporary, to: path))
        } else if old == nil {
            status = try await connection.status(.rename(from: draft.temporary, to: path))
        } else {
            status = try await replaceInSteps(draft, path, connection)
        }
        if status.code != .ok {
            throw try await connection.failure(status, "rename", place(of: key), below: draft.folder)
        }
    }

    /// For servers that cannot replace: for a moment there is neither the old object nor the new one.
    private func replaceInSteps(
        _ draft: SFTPDraft, _ path: String, _ connection: SFTPConnection
    ) async throws -> SFTPStatus {
        let aside = Self.path(draft.folder, temporaryName())
        let moved = try await connection.status(.rename(from: path, to: aside))
        guard moved.code == .ok else { return moved }
        let status = try await connection.status(.rename(from: draft.temporary, to: path))
        let last: SFTPRequest = status.code == .ok ? .remove(path: aside) : .rename(from: aside, to: path)
        _ = try? await connection.status(last)
        return status
    }

    private func isFolder(_ key: ObjectKey) -> LifeboatError {
        LifeboatError(.refused, "\(place(of: key)) is a folder", why: "an object cannot have its name")
    }
}
