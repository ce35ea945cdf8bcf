package import LifeboatCore

/// What a verification of one backup found.
package struct VerificationResult: Sendable {
    package enum Verdict: Sendable {
        /// The stored bytes are the ones that were written.
        case intact
        /// They are not.
        case damaged(LifeboatError)
        /// It could not be found out.
        case unknown(LifeboatError)
    }

    package var found: FoundBackup
    package var verdict: Verdict
    /// How many bytes are proven; zero unless intact.
    package var bytes: Int64
    /// Why the finding is not written beside the backup, where it could not be.
    package var unrecorded: LifeboatError?
}
