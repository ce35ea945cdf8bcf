import LifeboatCore
import LifeboatTesting

@testable import LifeboatSources

/// The contract against programs that stand in for MongoDB's own.
struct MongoDBStandInFixture: SourceFixture {
    let server: MongoDBStandIn

    let program = "mongodump"
    var programPath: String? { server.folder("bin/mongodump") }
    let target = "shop"
    let password = MongoDBStandIn.password

    func source(targets: [String], path: String?) -> any RestorableSource { server.source(targets, path: path) }
    func source(password: String) -> any RestorableSource { server.source([target], password: password) }
    func unreachable() -> any RestorableSource { server.source([target], port: 1) }

    func place() async throws -> RestorePlace { .renamed("copy\(UInt32.random(in: .min ... .max))") }

    func contents(of place: RestorePlace?) async throws -> String {
        guard case .renamed(let name)? = place else { return try server.contents(of: target) }
        return try server.contents(of: name)
    }
}
