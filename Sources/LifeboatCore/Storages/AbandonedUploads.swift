package import Foundation

/// A storage on which a crashed run can leave something behind that is not an object yet: a temporary file, the
/// parts of an upload. No listing shows it, but it takes space.
package protocol AbandonedUploads: Storage {
    /// Removes what was last written to before `cutoff`, and only what Lifeboat itself made for keys below `prefix`:
    /// other jobs have limits of their own.
    ///
    /// An upload that is still running writes all the time; choose a cutoff that no stalled one can reach.
    /// - Returns: how many were removed.
    func removeAbandoned(below prefix: ObjectKey, olderThan cutoff: Date) async throws -> Int
}
