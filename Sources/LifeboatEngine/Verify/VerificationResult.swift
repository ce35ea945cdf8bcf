package import LifeboatCore

/// What a verification of one backup found.
package struct VerificationResult: Sendable {
    package enum Verdict: Sendable {
        /// The stored bytes are the ones that were written.
        case intact
        /// The storage has an object of the right size, and where it keeps a digest the right one. Its bytes were not read.
        case present(hasDigest: Bool)
        /// They are not.
        case damaged(LifeboatError)
        /// It could not be found out.
        case unknown(LifeboatError)
    }

    package var found: FoundBackup
    package var verdict: Verdict
    /// How many bytes are proven or present; zero otherwise.
    package var bytes: Int64
    /// Why the finding is not written beside the backup, where it could not be.
    package var unrecorded: LifeboatError?
}
