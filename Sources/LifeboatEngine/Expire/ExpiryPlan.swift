package import LifeboatCore

/// What an expiry would do to one target on one storage. Printed by a dry run, applied by a real one.
package struct ExpiryPlan: Sendable {
    package var storage: String
    package var target: String
    package var policy: RetentionPolicy
    package var retention: RetentionPlan<StoredBackup>

    /// The backups whose objects are gone, whatever is decided about them; the newest first.
    package var lost: [StoredBackup] { retention.decisions.map(\.item).filter(\.isLost) }
}
