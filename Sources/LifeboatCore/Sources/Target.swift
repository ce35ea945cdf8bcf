/// One thing in a source that becomes one stored object: a database, a directory.
package struct Target: Sendable, Hashable {
    /// Unique in its source; the source's own name for it, before escaping.
    package var name: String
    /// Suffix of the plain object, without a dot: `tar`, `sql`, `rdb`.
    package var fileExtension: String
    /// Where it lies in the source: a path, a database's name. What `--in-place` restores to.
    package var origin: String
    /// Bytes that a dump will roughly write, where the source knows.
    package var estimatedSize: Int64?
    /// Of one that is restored: what its receipt says of it (``DumpResult/facts``).
    package var facts: [String: String]

    package init(
        name: String, fileExtension: String, origin: String, estimatedSize: Int64? = nil, facts: [String: String] = [:]
    ) {
        self.name = name
        self.fileExtension = fileExtension
        self.origin = origin
        self.estimatedSize = estimatedSize
        self.facts = facts
    }
}
