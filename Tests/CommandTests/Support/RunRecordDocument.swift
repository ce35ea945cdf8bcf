/// A run record, as far as the tests look into it.
struct RunRecordDocument: Decodable {
    struct Target: Decodable {
        struct Delivery: Decodable {
            var storage: String
            var problem: String?
        }

        struct Omission: Decodable {
            var name: String
            var reason: String
        }

        var target: String
        var outcome: String
        var problem: String?
        var deliveries: [Delivery]
        var omissions: [Omission]
        var plainBytes: Int
        var storedBytes: Int
    }

    var id: String
    var job: String
    var outcome: String
    var targets: [Target]
    var problems: [String]
}
