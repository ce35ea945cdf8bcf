package import Foundation
package import LifeboatCore

/// What to back up, where to, how long to keep it: one entry of the configuration, ready to run.
package struct Job: Sendable {
    package var name: String
    /// The type as the configuration spells it.
    package var type: String
    /// `server_name` where it was set: backups of two servers in one place are never mixed.
    package var serverName: String?
    package var sources: [JobSource]
    package var storages: [JobStorage]
    /// Whose days, weeks and months the retention counts.
    package var calendar: Calendar
    /// How often a backup is expected.
    package var expected: ExpectedInterval?
    /// A private folder for the few tools that cannot stream.
    package var temporaryFolder: String?
    /// Slows what is read from the sources; shared by all jobs of a run.
    package var pace: @Sendable (Int) async throws -> Void
    /// `skip_backup_rotate`: a run does not expire; the command still does.
    package var expiresAfterRun: Bool
    /// Bytes without a receipt are removed when their run began longer ago than this.
    package var abandonedAfter: TimeInterval
    /// Run records are removed when they are older than this.
    package var keepRunRecords: TimeInterval

    package init(
        name: String, type: String, serverName: String? = nil, sources: [JobSource], storages: [JobStorage],
        calendar: Calendar, expected: ExpectedInterval? = nil, temporaryFolder: String? = nil,
        pace: @escaping @Sendable (Int) async throws -> Void = { _ in }, expiresAfterRun: Bool = true,
        abandonedAfter: TimeInterval = 7 * 86_400, keepRunRecords: TimeInterval = 400 * 86_400
    ) {
        self.name = name
        self.type = type
        self.serverName = serverName
        self.sources = sources
        self.storages = storages
        self.calendar = calendar
        self.expected = expected
        self.temporaryFolder = temporaryFolder
        self.pace = pace
        self.expiresAfterRun = expiresAfterRun
        self.abandonedAfter = abandonedAfter
        self.keepRunRecords = keepRunRecords
    }

    /// What this job keeps on one of its storages.
    package func vault(on storage: JobStorage) -> Vault {
        Vault(storage: storage.storage, job: name, serverName: serverName)
    }
}
