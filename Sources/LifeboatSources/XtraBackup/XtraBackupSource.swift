package import LifeboatCore
package import LifeboatProcesses

/// Backs up all of a MariaDB or MySQL server by its files, while it runs, through `mariadb-backup` or `xtrabackup`.
///
/// The stream goes straight to the storages. A restore unpacks it into an empty folder and prepares it there, so that a
/// server can start on it.
package struct XtraBackupSource: RestorableSource {
    private let configuration: XtraBackupConfiguration
    private let toolbox: Toolbox

    package init(_ configuration: XtraBackupConfiguration, toolbox: Toolbox = Toolbox()) {
        self.configuration = configuration
        self.toolbox = toolbox
    }

    package func withSession<Value: Sendable>(
        _ body: (any SourceSession) async throws -> Value
    ) async throws -> Value {
        try await body(XtraBackupSession(program: XtraBackupProgram(configuration, toolbox: toolbox)))
    }

    package func probe() async throws -> [String] {
        var program = try XtraBackupProgram(configuration, toolbox: toolbox)
        let server = try await program.server()
        program.family = server.family
        try await program.requireDataDirectory()
        return ["\(server.shown), as \(server.user)", try await program.version()]
    }

    package func restore(
        _ target: Target, from input: ByteStream, into place: RestorePlace
    ) async throws -> DumpResult {
        switch place {
        case .folder(let folder, _):
            var program = try XtraBackupProgram(configuration, toolbox: toolbox)
            program.family = XtraBackupProgram.family(ofTool: target.facts["tool"])
            try await program.requireSeries(of: target.facts["tool"])
            return try await XtraBackupRestore(program: program, folder: folder).run(input)
        case .renamed, .server, .inPlace:
            throw LifeboatError(
                .usage, "a physical backup is restored to an empty folder",
                hint:
                    "`--to DIR`, then start a server of the same version on it; stop the old one first if it is its folder"
            )
        }
    }
}
