import Foundation
package import LifeboatCore

extension SFTPStorage {
    package func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        guard key.last != nil else {
            throw LifeboatError(.refused, "an object needs a name below \(place(of: .root))")
        }
        try await route.requireWritable()
        // Before the first byte: nobody wants to learn after twenty gigabytes that the name is taken. The commit
        // decides; this only spares the time.
        if options.onExisting == .fail, try await stat(key) != nil { throw exists(key) }

        let (draft, handle) = try await makeDraft(for: key)
        var upload = SFTPUpload(
            draft.connection, draft.features, handle, folder: draft.folder, place: place(of: key))
        let modified: Date?
        do {
            while let block = try await body.next() {
                try Task.checkCancellation()
                try await upload.write(block)
            }
            try Task.checkCancellation()
            modified = try await upload.finish()
            try await commit(draft, to: key, size: upload.size, options.onExisting)
        } catch {
            // The reason that is thrown is the first one. What cannot be removed now is found by `removeAbandoned`.
            if !upload.isClosed { upload.close() }
            await abandon(draft)
            throw error
        }
        return StoredObject(key: key, size: upload.size, modified: modified)
    }

    /// Removes what there is of a draft, by another connection when its own is gone.
    func abandon(_ draft: SFTPDraft) async {
        await retries.waiting.cleanUp {
            guard let (connection, _) = try? await line.connection() else { return }
            var replies = [connection.send(.remove(path: draft.temporary))]
            for folder in draft.made.reversed() { replies.append(connection.send(.removeFolder(path: folder))) }
            for reply in replies { _ = try? await reply.value() }
        }
    }

    func exists(_ key: ObjectKey) -> LifeboatError {
        LifeboatError(.alreadyExists, "\(place(of: key)) exists already")
    }
}
