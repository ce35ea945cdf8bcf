/// What a `sqlite` source backs up.
package struct SQLiteConfiguration: Sendable, Hashable {
    /// Absolute paths of database files, or globs. Each match becomes a target of its own.
    package var targets: [String]
    /// Globs of what not to take: absolute ones match a database or a folder above it, others its name.
    package var excludes: [String]

    package init(targets: [String], excludes: [String] = []) {
        self.targets = targets
        self.excludes = excludes
    }
}
