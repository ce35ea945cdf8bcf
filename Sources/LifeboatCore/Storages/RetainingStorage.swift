package import Foundation

/// A storage that can be told to keep an object until a day, whatever anybody wants: object lock.
package protocol RetainingStorage: Storage {
    /// Until when nobody can remove an object for good; `nil` where it may be removed, and where there is none.
    func retainedUntil(_ key: ObjectKey) async throws -> Date?
}
