/// How far a backup has been read.
package struct ReadingProgress: Sendable, Equatable {
    package enum Step: Sendable {
        /// The stored bytes, against the receipt.
        case verifying
        /// The stored bytes, on their way to another storage.
        case copying
        /// The decoded bytes, on their way to where they belong.
        case restoring
    }

    package var step: Step
    /// Of this step, so far; zero when it begins.
    package var bytes: Int64
    /// How many there will be, as the receipt says.
    package var total: Int64
}
