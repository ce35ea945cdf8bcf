/// What an expiry removed on one storage.
package struct ExpiryRecord: Sendable, Equatable, Codable {
    package var storage: String
    /// Whether its failure degrades the run; otherwise it is a warning.
    package var required: Bool
    /// `nil` where it was about everything that the job keeps there.
    package var target: String?
    package var removed: [String]
    /// The backups whose objects are gone, removed by now or not; `nil` where there are none.
    package var lost: [String]?
    /// What was to be removed and the storage itself keeps for now, by a lock; `nil` where there is nothing.
    package var retained: [String]?
    package var problem: String?
    package var hint: String?

    package init(
        storage: String, required: Bool, target: String?, removed: [String] = [], lost: [String]? = nil,
        failure: LifeboatError? = nil
    ) {
        self.storage = storage
        self.required = required
        self.target = target
        self.removed = removed
        self.lost = lost
        problem = failure?.summary
        hint = failure?.hint
    }

    /// Notes what stays for now, and is no failure.
    package mutating func retain(_ name: String) { retained = (retained ?? []) + [name] }

    /// Notes what ended it.
    package mutating func fail(_ error: any Error) {
        let failure = LifeboatError(wrapping: error)
        problem = failure.summary
        hint = failure.hint
    }
}
