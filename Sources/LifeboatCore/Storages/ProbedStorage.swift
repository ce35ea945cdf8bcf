/// A storage of which there is more to find out than whether it upholds the ``StorageContract``: what its server knows, and
/// what it lets us do.
package protocol ProbedStorage: Storage {
    /// The same place, but what is put there can be removed at once.
    var forProbes: any Storage { get }

    /// Tries with small objects below `place` and removes them again.
    ///
    /// - Returns: what it found, in words.
    /// - Throws: what would make backups fail.
    func probe(below place: ObjectKey) async throws -> [String]
}
