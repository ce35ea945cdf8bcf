import LifeboatCore
import LifeboatSources
import LifeboatTesting

/// The shared server; copies are data directories that another real etcd is started on.
struct EtcdFixture: SourceFixture {
    let server: TestService
    let folder: ScratchFolder

    let program = "etcdctl"
    let target = "snapshot"
    let password = EtcdServer.password
    let namesTargets = false
    let dumpsToFile = true

    func source(targets: [String], path: String?) -> any RestorableSource {
        EtcdServer.source([server["endpoint"]], path: path)
    }

    func source(password: String) -> any RestorableSource {
        EtcdServer.source([server["endpoint"]], password: password)
    }

    func unreachable() -> any RestorableSource { EtcdServer.source(["http://127.0.0.1:1"], patience: 1) }

    func place() async throws -> RestorePlace {
        .folder(folder("a b; $(rm -rf) 'ü☃'-\(UInt32.random(in: .min ... .max))"), replace: false)
    }

    func contents(of place: RestorePlace?) async throws -> String {
        guard case .folder(let folder, _)? = place else { return try EtcdServer.contents(server) }
        return try EtcdServer.contents(EtcdServer.start(["--data-dir", folder]))
    }

    /// The program writes a file: what it is named is its last argument.
    func script(_ fault: ToolFault) -> String {
        let file = "\"${@: -1}\""
        let script =
            switch fault {
            case .failsAtTheEnd: "\"$REAL\" \"$@\"; echo 'the sky fell' >&2; exit 3"
            case .isKilled: "\"$REAL\" \"$@\"; truncate -s 700 \(file); kill -KILL $$"
            case .cutsTheEnd: "\"$REAL\" \"$@\"; truncate -s -20 \(file); exit 0"
            case .writesNothing: "exit 0"
            case .hangs: "head -c 700 /dev/zero > \(file); echo started > \"$STARTED\"; exec sleep 1000"
            case .isChatty, .tellsItsArguments: fault.script
            }
        guard fault != .tellsItsArguments else { return script }
        return "case \"$*\" in *'snapshot save'*) \(script) ;; *) exec \"$REAL\" \"$@\" ;; esac"
    }
}
