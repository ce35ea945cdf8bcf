import LifeboatCore
import LifeboatProcesses
import Synchronization

/// The storage's one connection: made when it is first needed, made anew after it broke.
final class SFTPLine: Sendable {
    private let configuration: SFTPStorageConfiguration
    private let toolbox: Toolbox
    private let current = Mutex<SFTPConnection?>(nil)

    init(_ configuration: SFTPStorageConfiguration, _ toolbox: Toolbox) {
        self.configuration = configuration
        self.toolbox = toolbox
    }

    /// A connection whose server answers.
    func connection() async throws -> (SFTPConnection, SFTPFeatures) {
        let connection = try current.withLock { current in
            if let current, !current.isBroken { return current }
            let new = try SFTPConnection(SSHCommand(configuration, toolbox), host: configuration.host)
            current = new
            return new
        }
        return (connection, try await connection.features())
    }
}
