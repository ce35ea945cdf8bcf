import LifeboatCore
import LifeboatSources
import LifeboatTesting

/// The shared server; copies are files that another real server is started on.
struct RedisFixture: SourceFixture {
    let server: TestService
    let folder: ScratchFolder

    let program = "redis-cli"
    let target = "dump"
    let password = "test"
    let namesTargets = false

    func source(targets: [String], path: String?) -> any RestorableSource { RedisServer.source(server, path: path) }

    func source(password: String) -> any RestorableSource { RedisServer.source(server, password: password) }

    func unreachable() -> any RestorableSource {
        RedisSource(RedisConfiguration(server: ServerConnection(host: "127.0.0.1", port: 1)))
    }

    func place() async throws -> RestorePlace {
        .folder(folder("a b; $(rm -rf) 'ü☃'-\(UInt32.random(in: .min ... .max))"), replace: false)
    }

    func contents(of place: RestorePlace?) async throws -> String {
        guard case .folder(let folder, _)? = place else { return try RedisServer.contents(server) }
        return try RedisServer.contents(RedisServer.start(["--dir", folder]))
    }

    /// Only the transfer itself; what else the program is asked is not the dump.
    func script(_ fault: ToolFault) -> String {
        fault == .tellsItsArguments
            ? fault.script : "case \"$*\" in *--rdb*) \(fault.script) ;; *) exec \"$REAL\" \"$@\" ;; esac"
    }
}
