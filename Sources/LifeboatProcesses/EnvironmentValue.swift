package import LifeboatCore

/// What a child finds in one variable of its environment.
package enum EnvironmentValue: Sendable, Hashable, ExpressibleByStringLiteral {
    case plain(String)
    /// Never printed, and cut out of whatever the child prints itself.
    case secret(Secret)

    package init(stringLiteral value: String) {
        self = .plain(value)
    }

    var revealed: String {
        switch self {
        case .plain(let text): text
        case .secret(let secret): secret.revealed
        }
    }
}
