import Foundation
import LifeboatCore

/// One folder of the storage and what is in it.
struct SFTPFolder: Sendable {
    var key: ObjectKey
    /// `nil` where the server does not say, and for the folder that a walk begins with.
    var modified: Date?
    var entries: [SFTPEntry]
}
