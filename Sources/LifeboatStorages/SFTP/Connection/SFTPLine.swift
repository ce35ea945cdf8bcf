import LifeboatCore
import Synchronization

/// The storage's one connection: made when it is first needed, made anew after it broke.
final class SFTPLine: Sendable {
    private let route: any SFTPRoute
    private let waiting: Waiting
    private let current = Mutex<SFTPConnection?>(nil)

    init(_ route: any SFTPRoute, _ waiting: Waiting) {
        self.route = route
        self.waiting = waiting
    }

    /// A connection whose server answers.
    func connection() async throws -> (SFTPConnection, SFTPFeatures) {
        let connection = try current.withLock { current in
            if let current, !current.isBroken { return current }
            let new = try SFTPConnection(route, waiting)
            current = new
            return new
        }
        return (connection, try await connection.features())
    }
}
