import CShims
import Foundation
package import LifeboatCore

extension LocalStorage {
    /// Where an object is being written.
    private struct Place {
        /// From the storage's own folder down to the object's.
        var folders: [LocalFolder]
        var temporary: String
        var writer: LocalFileWriter
    }

    package func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        guard let name = key.last?.escaped else {
            throw LifeboatError(.refused, "an object needs a name below \(folder)")
        }
        // Before the first byte: nobody wants to learn after twenty gigabytes that the name is taken. The rename
        // decides; this only spares the time.
        if options.onExisting == .fail, try await stat(key) != nil { throw exists(key) }

        var made: Set<Int> = []
        let place = try makePlace(for: key, &made)
        let folders = place.folders
        let temporary = place.temporary
        let size: Int64
        do {
            while let block = try await body.next() {
                try Task.checkCancellation()
                try place.writer.write(block)
            }
            try Task.checkCancellation()
            size = place.writer.size
            try place.writer.finish()
            try rename(temporary, to: name, in: folders, key, options.onExisting)
        } catch {
            // The reason that is thrown is the first one. What cannot be removed now is found by `removeAbandoned`.
            _ = try? folders[key.components.count - 1].removeFile(temporary)
            removeMadeFolders(made, folders, key)
            throw error
        }
        return try committed(key, name, size: size, folders, options.onExisting)
    }

    /// Makes the object's folders and opens a temporary file there.
    ///
    /// A delete elsewhere may remove a folder between our making and our using it, because it is empty; then all is
    /// begun anew. Once the temporary file exists its folders are not empty and stay.
    private func makePlace(for key: ObjectKey, _ made: inout Set<Int>) throws -> Place {
        let root = try LocalFolder.rootMadeIfMissing(folder, durable: durable)
        for _ in 0..<1_000 {
            guard let folders = try makeFolders(below: root, key, &made), let last = folders.last else { continue }
            let temporary = TemporaryNames().name(randomness())
            let descriptor = lifeboat_openat(
                last.descriptor, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
            if descriptor >= 0 {
                let writer = LocalFileWriter(descriptor, path: path(of: key), durable: durable)
                return Place(folders: folders, temporary: temporary, writer: writer)
            }
            let number = errno
            guard number == ENOENT || number == EEXIST else {
                removeMadeFolders(made, folders, key)
                throw LifeboatError(errno: number, "create", path(of: key))
            }
        }
        throw LifeboatError(
            .temporary, "cannot create \(path(of: key))", why: "its folder is removed again and again",
            hint: "see whether another program cleans up \(folder)")
    }

    /// `nil` when a folder disappeared meanwhile. `made` takes the depths at which this put made one.
    private func makeFolders(below root: LocalFolder, _ key: ObjectKey, _ made: inout Set<Int>) throws -> [LocalFolder]?
    {
        var folders = [root]
        do {
            for (depth, component) in key.parent.components.enumerated() {
                guard let isNew = try folders[depth].makeFolder(component.escaped) else { return nil }
                if isNew { made.insert(depth) }
                guard let next = try folders[depth].folder(component.escaped) else {
                    guard try folders[depth].status(of: component.escaped).map(\.isFolder) ?? true else {
                        throw LifeboatError(
                            .refused, "\(folders[depth].path(of: component.escaped)) is not a folder",
                            why: "an object below it cannot be stored, and symbolic links are not followed")
                    }
                    return nil
                }
                folders.append(next)
            }
        } catch {
            removeMadeFolders(made, folders, key)
            throw error
        }
        return folders
    }

    private func removeMadeFolders(_ made: Set<Int>, _ folders: [LocalFolder], _ key: ObjectKey) {
        for depth in made.sorted(by: >) where depth < folders.count {
            guard folders[depth].removeEmptyFolder(key.components[depth].escaped) else { return }
        }
    }

    private func rename(
        _ temporary: String, to name: String, in folders: [LocalFolder], _ key: ObjectKey,
        _ onExisting: PutOptions.OnExisting
    ) throws {
        let place = folders[key.components.count - 1].descriptor
        let result =
            switch onExisting {
            case .replace: renameat(place, temporary, place, name)
            case .fail: renameExclusively(temporary, to: name, in: place)
            }
        guard result != 0 else { return }
        let number = errno
        if try folders[key.components.count - 1].status(of: name)?.isFolder == true {
            throw LifeboatError(.refused, "\(path(of: key)) is a folder", why: "an object cannot have its name")
        }
        switch number {
        case EEXIST: throw exists(key)
        case EPERM, ENOTSUP, ENOSYS, EINVAL, EMLINK:
            throw LifeboatError(
                .refused, "\(folder) lies on a file system that lacks what a backup needs",
                why: "it can neither rename without replacing nor make hard links",
                hint: "keep backups on a file system such as ext4, xfs, btrfs, zfs or nfs")
        default: throw LifeboatError(errno: number, "rename", path(of: key))
        }
    }

    private func renameExclusively(_ temporary: String, to name: String, in place: Int32) -> Int32 {
        if exclusiveRename == .rename {
            let result = lifeboat_rename_exclusively(place, temporary, name)
            if result == 0 || ![EINVAL, ENOSYS, ENOTSUP].contains(errno) { return result }
        }
        let result = linkat(place, temporary, place, name, 0)
        // The object has its name; a temporary name that stays behind is cleaned up later.
        if result == 0 { _ = unlinkat(place, temporary, 0) }
        return result
    }

    /// Makes the new name survive a power cut, with the names of all folders above: another put may have made them
    /// a moment ago, and not yet have synced them.
    private func committed(
        _ key: ObjectKey, _ name: String, size: Int64, _ folders: [LocalFolder], _ onExisting: PutOptions.OnExisting
    ) throws -> StoredObject {
        let place = folders[key.components.count - 1]
        do {
            if durable { for folder in folders.reversed() { try folder.sync() } }
            return StoredObject(key: key, size: size, modified: try place.status(of: name)?.modified)
        } catch {
            // Nobody knows whether the name is on the disk: a throw means that there is no object.
            if onExisting == .fail { _ = try? place.removeFile(name) }
            throw error
        }
    }

    private func exists(_ key: ObjectKey) -> LifeboatError {
        LifeboatError(.alreadyExists, "\(path(of: key)) exists already")
    }
}
