package import Foundation
package import LifeboatCore

/// Which backup is meant.
package enum BackupChoice: Sendable, Equatable {
    case latest
    case id(BackupID)
    /// The newest that was started at this moment or before it.
    case asOf(Date)
}
