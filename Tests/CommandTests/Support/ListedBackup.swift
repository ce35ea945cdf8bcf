/// An entry of `list -o json`, as a program of somebody else's would read it.
struct ListedBackup: Decodable, Equatable {
    var id: String
    var job: String
    var target: String
    var storage: String
    var started: String
    var storedBytes: Int
    var object: String?
    var complete: Bool
    var verifiedOk: Bool?
}
