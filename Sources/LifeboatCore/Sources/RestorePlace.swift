/// Where a restored target goes.
package enum RestorePlace: Sendable, Equatable {
    /// Below this folder. `replace` allows it to contain something already.
    case folder(String, replace: Bool)
    /// Beside the original, under another name (a database).
    case renamed(String)
    /// Into another server. `replace` allows the database to hold something already.
    case server(ServerAddress, replace: Bool)
    /// Over the original. Only when a person asked for it by name.
    case inPlace

    /// Whether something that is there may be written over.
    package var replaces: Bool {
        switch self {
        case .folder(_, let replace), .server(_, let replace): replace
        case .renamed: false
        case .inPlace: true
        }
    }
}
