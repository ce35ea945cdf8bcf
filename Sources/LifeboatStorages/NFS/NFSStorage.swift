package import Foundation
package import LifeboatCore

/// A folder in a mounted NFS export, and never the folder below a mount that is missing: before each call it is looked
/// whether an NFS export is mounted there.
///
/// Everything else is ``LocalStorage``'s, on whose rules for NFS (hard links where there is no exclusive rename, `fsync`
/// and `close` that report late errors) it relies. Nothing is mounted here: that takes rights that a backup should not have,
/// and Kubernetes does it for a volume of the type `nfs`.
package struct NFSStorage: Storage, AbandonedUploads {
    private let storage: LocalStorage
    private let configuration: NFSStorageConfiguration
    private let table: @Sendable () throws -> MountTable

    package init(_ configuration: NFSStorageConfiguration, pool: BlockPool) {
        self.init(configuration, pool: pool, table: MountTable.current)
    }

    init(
        _ configuration: NFSStorageConfiguration, pool: BlockPool, table: @escaping @Sendable () throws -> MountTable
    ) {
        self.configuration = configuration
        self.table = table
        storage = LocalStorage(folder: configuration.folder, pool: pool)
    }

    package func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        try await mounted().put(body, at: key, options)
    }

    package func read<Value: Sendable>(
        _ key: ObjectKey, range: Range<Int64>?, _ consume: (ByteStream) async throws -> Value
    ) async throws -> Value {
        try await mounted().read(key, range: range, consume)
    }

    package func stat(_ key: ObjectKey) async throws -> StoredObject? { try await mounted().stat(key) }

    package func list(prefix: ObjectKey, _ page: ([StoredObject]) async throws -> Void) async throws {
        try await mounted().list(prefix: prefix, page)
    }

    package func delete(_ key: ObjectKey) async throws { try await mounted().delete(key) }

    package func removeAbandoned(below prefix: ObjectKey, olderThan cutoff: Date) async throws -> Int {
        try await mounted().removeAbandoned(below: prefix, olderThan: cutoff)
    }

    private func mounted() throws -> LocalStorage {
        let mount = try table().mount(of: Self.realPath(configuration.folder))
        if let mount, ["nfs", "nfs4"].contains(mount.type) { return storage }
        throw LifeboatError(
            .refused, "no NFS export is mounted at \(configuration.folder)",
            why: mount.map { "it lies on \($0.source) (\($0.type)), mounted at \($0.point)" },
            hint: "mount the export of \(configuration.host) there, in a pod by a volume of the type `nfs`; "
                + "for a folder of this host use `storage: local`")
    }

    /// Without symbolic links; of what does not exist yet, the part that does.
    private static func realPath(_ path: String) -> String {
        var known = path
        while !known.isEmpty, known != "/" {
            if let real = realpath(known, nil) {
                defer { free(real) }
                return String(cString: real)
            }
            known = (known as NSString).deletingLastPathComponent
        }
        return "/"
    }
}
