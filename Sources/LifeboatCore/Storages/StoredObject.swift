package import Foundation

/// What a storage knows of one object.
package struct StoredObject: Sendable, Hashable {
    package var key: ObjectKey
    /// Bytes as stored.
    package var size: Int64
    /// When it was stored, by the storage's own clock; `nil` where the storage does not tell.
    package var modified: Date?

    package init(key: ObjectKey, size: Int64, modified: Date? = nil) {
        self.key = key
        self.size = size
        self.modified = modified
    }
}
