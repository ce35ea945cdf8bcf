/// One copy of one object to one storage: how it ended.
package struct DeliveryRecord: Sendable, Equatable, Codable {
    package var storage: String
    /// Whether its failure degrades the run; otherwise it is a warning.
    package var required: Bool
    /// `nil` when there is a backup now.
    package var problem: String?

    package init(storage: String, required: Bool, problem: String?) {
        self.storage = storage
        self.required = required
        self.problem = problem
    }
}
