package import Foundation
package import LifeboatCore

/// One target at one moment on one storage, as the names in the vault tell it; nothing was opened for this.
package struct StoredBackup: Sendable, Hashable {
    package var id: BackupID
    /// The folder of the target, in escaped form.
    package var target: KeyComponent
    /// `nil` when there is only a receipt: the object is gone.
    package var object: StoredObject?
    /// A backup exists when its receipt exists.
    package var hasReceipt: Bool
    /// Not everything that was asked for is in it.
    package var isPartial: Bool
    /// The mark of the server that made it, where there is one.
    package var serverMark: KeyComponent?
    package var findings: [Finding]
    /// Everything in its folder.
    package var files: [ObjectKey]

    package var started: Date { id.started }

    /// Only the receipt is there: whatever it was, it can no longer be restored.
    package var isLost: Bool { hasReceipt && object == nil }

    /// Dated after `now`: some clock is or was wrong, and nobody knows how old it really is.
    package func isInFuture(_ now: Date) -> Bool { started > now }

    /// The target's name; escaped where it was too long to be kept whole.
    package var targetName: String { target.name ?? target.escaped }

    /// Whole as far as is known: nothing was left out of it, and no verification found it damaged.
    package var isSound: Bool { !isPartial && object != nil && lastFinding?.ok != false }

    /// The newest finding. Of two in the same second the bad one counts: bytes do not mend themselves.
    package var lastFinding: Finding? { findings.max { ($0.at, $0.ok ? 0 : 1) < ($1.at, $1.ok ? 0 : 1) } }
}
