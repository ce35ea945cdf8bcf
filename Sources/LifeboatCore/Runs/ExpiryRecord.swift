/// What an expiry removed on one storage.
package struct ExpiryRecord: Sendable, Equatable, Codable {
    package var storage: String
    /// `nil` where it was about everything that the job keeps there.
    package var target: String?
    package var removed: [String]
    package var problem: String?

    package init(storage: String, target: String?, removed: [String], problem: String?) {
        self.storage = storage
        self.target = target
        self.removed = removed
        self.problem = problem
    }
}
