import LifeboatCore

/// A backup and the storage that it was found on.
package struct FoundBackup: Sendable {
    package var backup: StoredBackup
    package var storage: JobStorage
}
