/// What a `desc_files` source backs up.
package struct FilesConfiguration: Sendable, Hashable {
    /// Absolute paths or globs (`*`, `?`, `[…]`, `**`). Each match becomes a target of its own.
    package var targets: [String]
    /// Globs of what to leave out, with all below it. Absolute ones match absolute paths; relative ones belong to
    /// every target: see ``FileExcludes``.
    package var excludes: [String]
    /// Stays on the file system that the target lies on.
    package var oneFileSystem: Bool

    /// Absolute paths of folders that hold this job's own backups, whether they exist yet or not. They are left out
    /// wherever they are met, be it through a symlink or a bind mount: each backup would contain all those before it.
    package var ownBackups: [String] = []

    package init(targets: [String], excludes: [String] = [], oneFileSystem: Bool = false) {
        self.targets = targets
        self.excludes = excludes
        self.oneFileSystem = oneFileSystem
    }
}
