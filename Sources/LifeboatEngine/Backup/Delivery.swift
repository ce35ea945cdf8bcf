import LifeboatCore

/// One copy of one object to one storage, when it has ended.
struct Delivery: Sendable {
    let storage: JobStorage
    var result: Result<StoredObject, LifeboatError>
    /// The object is there and is this run's own, whatever became of its receipt.
    var isStored = false

    var succeeded: Bool { result.succeeded }

    var record: DeliveryRecord {
        var problem: String?
        if case .failure(let error) = result { problem = error.summary }
        return DeliveryRecord(storage: storage.name, required: storage.required, problem: problem)
    }
}

extension Result {
    var succeeded: Bool {
        if case .success = self { true } else { false }
    }
}
