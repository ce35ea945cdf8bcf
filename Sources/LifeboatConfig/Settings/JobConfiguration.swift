package import Foundation

/// What to back up, where to, how long to keep it: one entry of `jobs`.
package struct JobConfiguration: Sendable, Hashable {
    package var name: String
    package var type: JobType
    /// At least one.
    package var sources: [NamedSource]
    /// The enabled ones: at least one.
    package var storages: [NamedStorage]
    /// Whose days, weeks and months retention counts.
    package var timezone: TimeZone
    /// A folder for the few tools that cannot stream.
    package var temporaryFolder: String?
    package var loopTimeout: Duration
    package var loopInterval: Duration
    /// A run does not expire anything.
    package var skipBackupRotate: Bool
    /// How often a backup is expected.
    package var expectEvery: Duration?
    /// `server_name`, when it was set: receipts carry it, and nothing mixes two.
    package var serverName: String?
    /// Where the job begins in its file.
    package var place: Place
}
