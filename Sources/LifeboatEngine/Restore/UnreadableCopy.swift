package import LifeboatCore

/// A copy of a backup that cannot be read as it was written: it is damaged, or its storage fails. Another copy may be well.
package struct UnreadableCopy: Error {
    package var found: FoundBackup
    package var reason: LifeboatError
}
