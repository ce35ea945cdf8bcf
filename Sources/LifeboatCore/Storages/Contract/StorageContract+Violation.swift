extension StorageContract {
    /// A promise that a storage did not keep.
    package struct Violation: Error, Sendable, Equatable {
        package let rule: StorageContract
        /// What was seen.
        package let seen: String
    }
}

extension StorageContract.Violation: CustomStringConvertible {
    package var description: String { "\(rule.rawValue): \(rule.summary); but \(seen)" }
}
