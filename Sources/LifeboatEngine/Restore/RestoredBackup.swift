package import LifeboatCore

/// What was restored, and from where.
package struct RestoredBackup: Sendable {
    /// The copy that it came from.
    package var found: FoundBackup
    package var receipt: Receipt
    package var result: DumpResult
    /// The copies that were tried before.
    package var unreadable: [UnreadableCopy]
}
