package import Foundation

/// The record that makes stored bytes a backup: written last, deleted first, never rewritten.
///
/// Format 1, JSON, indented, sorted keys; `docs/formats.md` describes it. Times are ISO 8601 in UTC. Readers ignore keys
/// that they do not know.
package struct Receipt: Sendable, Equatable {
    package static let currentFormat = 1

    package var format = Receipt.currentFormat
    package var id: BackupID
    /// The run that made it, whose record is `runs/<run>.json`. A run makes one backup of each target, so it is ``id``.
    package var run: BackupID
    package var job: String
    /// The job's type as the configuration spells it: `desc_files`.
    package var type: String
    /// The target's full name, unescaped: `<source>.<target>` where the source has a name.
    package var target: String
    /// The source's name, where it has one.
    package var source: String?
    /// Where the target lay in its source.
    package var origin: String
    /// `server_name` of the configuration, where it was set.
    package var serverName: String?
    /// The backup that this one builds on. Always `nil` in format 1: every backup is whole.
    package var parent: BackupID?
    package var started: Date
    package var finished: Date
    package var lifeboatVersion: String
    /// What was dumped, and its version; `nil` where there is no product to speak of.
    package var product: SourceProduct?
    package var facts: [String: String]
    /// The first of them, losses before all else: see ``Omissions``.
    package var omissions: [Omission]
    /// How many there were, named or not.
    package var omissionCount: Int
    /// How many there were for each reason; `nil` when there were none.
    package var omissionCounts: [String: Int]?
    /// In the order in which they were applied.
    package var encodings: [Encoding]
    package var plain: ContentDigest
    package var stored: ContentDigest
    /// The object's file name, beside this receipt.
    package var object: String
    package var evidence: Evidence

    package init(
        id: BackupID, job: String, type: String, target: String, source: String?, origin: String, serverName: String?,
        started: Date, finished: Date, lifeboatVersion: String, result: DumpResult, encodings: [Encoding],
        plain: ContentDigest, stored: ContentDigest, object: String
    ) {
        self.id = id
        run = id
        self.job = job
        self.type = type
        self.target = target
        self.source = source
        self.origin = origin
        self.serverName = serverName
        self.started = started
        self.finished = finished
        self.lifeboatVersion = lifeboatVersion
        product = result.product
        facts = result.facts
        omissions = result.omissions.named
        omissionCount = result.omissions.count
        omissionCounts = result.omissions.countsByName
        self.encodings = encodings
        self.plain = plain
        self.stored = stored
        self.object = object
        evidence = result.evidence
    }

    /// Whether all that was asked for is in it.
    package var isComplete: Bool { !omissions.contains { $0.isLoss } }
}
