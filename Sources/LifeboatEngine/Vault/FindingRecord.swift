package import Foundation
package import LifeboatCore

/// The contents of a finding's file.
package struct FindingRecord: Sendable, Codable {
    package var id: BackupID
    package var verified: Date
    package var ok: Bool
    /// What was wrong, where something was.
    package var problem: String?
}
