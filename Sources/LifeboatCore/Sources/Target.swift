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
    /// For a restore: what the receipt says of the dump, in the source's own words. Whoever can write to a storage can forge it.
    package var facts: [String: String]
    /// Whether it stands for what leads to no target at all, as a pattern that matches nothing: its dump throws, and no
    /// backup ever has its name.
    package var isPlaceholder: Bool

    package init(
        name: String, fileExtension: String, origin: String, estimatedSize: Int64? = nil, facts: [String: String] = [:],
        isPlaceholder: Bool = false
    ) {
        self.name = name
        self.fileExtension = fileExtension
        self.origin = origin
        self.estimatedSize = estimatedSize
        self.facts = facts
        self.isPlaceholder = isPlaceholder
    }
}
