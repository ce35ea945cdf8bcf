import CShims
import Foundation
package import LifeboatCore

/// Objects as files in a folder: the key is the path.
///
/// - An object is written under a temporary name in its own folder, synced, and renamed: it is visible only once
///   it is whole and on the disk, and no crash, at any byte, leaves half of one under its name.
/// - Below the folder no symbolic link is followed. The folder itself may be one.
/// - A folder exists as long as something is in it. Removing the last object removes the folders that become empty,
///   and ``put(_:at:_:)`` makes them again when that happens under its hands.
///
/// The file system must keep upper and lower case apart and offer `renameat2(RENAME_NOREPLACE)` or hard links.
package struct LocalStorage: Storage {
    /// How a file gets its name without replacing another.
    enum ExclusiveRename {
        case rename
        /// Hard link and unlink: what is left where the file system cannot rename exclusively (NFS).
        case link
    }

    let folder: String
    let pool: BlockPool
    let durable: Bool
    let randomness: @Sendable () -> UInt64
    let exclusiveRename: ExclusiveRename

    /// - Parameters:
    ///   - folder: an absolute path; made when an object is put and it does not exist.
    ///   - pool: where the blocks come from that ``read(_:range:_:)`` fills.
    ///   - durable: sync files and folders, so that what was stored survives a power cut. Off in tests only.
    ///   - randomness: makes temporary names unique.
    package init(
        folder: String, pool: BlockPool, durable: Bool = true,
        randomness: @escaping @Sendable () -> UInt64 = { .random(in: .min ... .max) }
    ) {
        self.init(folder: folder, pool: pool, durable: durable, randomness: randomness, exclusiveRename: .rename)
    }

    init(
        folder: String, pool: BlockPool, durable: Bool, randomness: @escaping @Sendable () -> UInt64,
        exclusiveRename: ExclusiveRename
    ) {
        self.folder = folder
        self.pool = pool
        self.durable = durable
        self.randomness = randomness
        self.exclusiveRename = exclusiveRename
    }

    package func stat(_ key: ObjectKey) async throws -> StoredObject? {
        guard let name = key.last?.escaped, let folders = try openFolders(to: key.parent),
            let status = try folders.last?.status(of: name), status.isFile
        else { return nil }
        return StoredObject(key: key, size: Int64(status.st_size), modified: status.modified)
    }

    package func delete(_ key: ObjectKey) async throws {
        guard let name = key.last?.escaped, let folders = try openFolders(to: key.parent), let place = folders.last,
            let status = try place.status(of: name), status.isFile
        else { return }
        guard try place.removeFile(name) else { return }
        // Whoever deletes two objects one after the other relies on that order after a power cut, too.
        if durable { try place.sync() }
        removeEmptyFolders(folders, key.parent)
    }

    package func read<Value: Sendable>(
        _ key: ObjectKey, range: Range<Int64>?, _ consume: (ByteStream) async throws -> Value
    ) async throws -> Value {
        let reader = try open(key, range: range)
        defer { reader.close() }
        return try await consume(reader.stream)
    }

    private func open(_ key: ObjectKey, range: Range<Int64>?) throws -> LocalFileReader {
        let missing = LifeboatError(.notFound, "there is no object \(path(of: key))")
        guard let name = key.last?.escaped, let place = try openFolders(to: key.parent)?.last else { throw missing }
        // Without O_NONBLOCK a named pipe that somebody put there would block the open for ever.
        let descriptor = lifeboat_openat(place.descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0)
        guard descriptor >= 0 else {
            if [ENOENT, ELOOP, ENXIO].contains(errno) { throw missing }
            throw LifeboatError(errno: errno, "open", path(of: key))
        }
        var status = Foundation.stat()
        guard fstat(descriptor, &status) == 0, status.isFile else {
            close(descriptor)
            throw missing
        }
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
        let whole = 0..<Int64(status.st_size)
        let part = range.map { $0.clamped(to: whole) } ?? whole
        return LocalFileReader(descriptor, path: path(of: key), part: part, pool: pool)
    }

    /// The folders from the storage's own down to `key`'s; `nil` when one of them is missing.
    func openFolders(to key: ObjectKey) throws -> [LocalFolder]? {
        guard var place = try LocalFolder.root(folder) else { return nil }
        var folders = [place]
        for component in key.components {
            guard let next = try place.folder(component.escaped) else { return nil }
            folders.append(next)
            place = next
        }
        return folders
    }

    /// Removes the folders of `key`, the deepest first, up to the first one that is not empty. Never the storage's own.
    ///
    /// Somebody may have put an object into one of them meanwhile; then it is not empty and stays.
    func removeEmptyFolders(_ folders: [LocalFolder], _ key: ObjectKey) {
        for (depth, component) in key.components.enumerated().reversed() {
            guard folders[depth].removeEmptyFolder(component.escaped) else { return }
        }
    }

    func path(of key: ObjectKey) -> String {
        key.components.reduce(folder) { $0.hasSuffix("/") ? $0 + $1.escaped : "\($0)/\($1.escaped)" }
    }
}
