import LifeboatCore
import LifeboatProcesses

/// To a host by the `ssh` program.
struct SSHRoute: SFTPRoute {
    let configuration: SFTPStorageConfiguration
    let environment: [String: String]
    let toolbox: Toolbox

    var name: String { configuration.host }
    var folder: String { configuration.folder }
    var habits: SFTPHabits { SFTPHabits() }

    func place(of path: String) -> String { "\(configuration.host):\(path)" }

    func program() async throws -> any SFTPProgram { try SSHCommand(configuration, environment, toolbox) }

    func requireWritable() async throws {}

    func error(_ status: SFTPStatus, _ what: String, _ place: String) -> LifeboatError {
        LifeboatError(status, what, place)
    }
}
