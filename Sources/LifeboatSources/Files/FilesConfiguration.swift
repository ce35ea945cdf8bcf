/// What a `desc_files` source backs up.
package struct FilesConfiguration: Sendable, Hashable {
    /// Absolute paths or globs (`*`, `?`, `[…]`, `**`). Each match becomes a target of its own.
    package var targets: [String]
    /// Globs. Absolute ones match absolute paths; relative ones match at any depth below every target.
    package var excludes: [String]
    /// Stays on the file system that the target lies on.
    package var oneFileSystem: Bool

    package init(targets: [String], excludes: [String] = [], oneFileSystem: Bool = false) {
        self.targets = targets
        self.excludes = excludes
        self.oneFileSystem = oneFileSystem
    }
}
