import Glibc
package import LifeboatCore

/// Puts the contents of a tar archive on the disk, below one folder and never outside of it, whatever the archive
/// says.
package enum ArchiveExtractor {
    package struct Options: Sendable {
        /// What is there already is replaced, name by name; other files are left alone. Otherwise the archive's
        /// top-level names must not exist there, or be empty folders.
        package var replace: Bool
        /// Top-level names that are restored into a folder elsewhere, by path: the original may be reached through a
        /// symlink that a person made.
        package var aliases: [[UInt8]: [UInt8]]

        /// The one top-level name that the archive may have; `nil` allows any.
        package var only: [UInt8]?

        package init(replace: Bool = false, only: [UInt8]? = nil, aliases: [[UInt8]: [UInt8]] = [:]) {
            self.replace = replace
            self.only = only
            self.aliases = aliases
        }
    }

    /// Reads the archive to its proven end. On an error what was restored before remains.
    ///
    /// Throws ``LifeboatError/Kind/refused`` for a member that leads outside, ``LifeboatError/Kind/alreadyExists``,
    /// ``LifeboatError/Kind/corrupted``, and what `archive` throws. What cannot be restored with the rights of this
    /// process (owners, device nodes, some attributes) is named in the summary.
    ///
    /// - Parameter folder: must exist.
    package static func extract(
        _ archive: ByteStream, into folder: [UInt8], _ options: Options = Options()
    ) async throws -> ArchiveSummary {
        // Two tasks, because libarchive pulls and cannot suspend: see ``BlockHandOff``.
        let handOff = BlockHandOff()
        return try await withThrowingTaskGroup(of: ArchiveSummary?.self) { group in
            group.addTask(executorPreference: StageThread("untar")) {
                defer { handOff.abandon() }
                let root = try open(folder)
                var aliases: [[UInt8]: Int32] = [:]
                do {
                    for (name, path) in options.aliases { aliases[name] = try open(path) }
                } catch {
                    for fd in [root] + aliases.values { close(fd) }
                    throw error
                }
                let chain = FolderChain(root: root, aliases: aliases)
                return try Extraction(from: handOff, into: chain, replace: options.replace, only: options.only).run()
            }
            group.addTask {
                try await handOff.feed(from: archive)
                return nil
            }
            var summary: ArchiveSummary?
            while let result = try await group.next() { summary = result ?? summary }
            guard let summary else { throw LifeboatError(.incomplete, "the archive was not read to its end") }
            return summary
        }
    }

    private static func open(_ path: [UInt8]) throws -> Int32 {
        let fd = path.withCString { Glibc.open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard fd >= 0 else { throw LifeboatError(errno: errno, "open", DisplayName.text(of: path)) }
        return fd
    }
}
