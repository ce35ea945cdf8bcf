import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting

@testable import LifeboatSources

/// A server that is none: a file, and programs of ours by the names of MongoDB's own (`Tests/Fixtures/mongodb`).
///
/// They read and write the archives of mongo-tools, apart from the reader under test; that MongoDB's programs
/// understand the options that they are given is not shown by it.
struct MongoDBStandIn: Sendable {
    static let isInstalled = OracleTool(ifInstalled: "python3") != nil
    static let user = "backup"
    static let password = "s3cret \"x\" 'y' \\ ü#"

    let folder: ScratchFolder
    /// For the variable `PATH`.
    var path: String { "\(folder("bin")):\(ToolStandIn.realPath)" }

    private struct State: Codable {
        enum Collection: Codable {
            case documents([String])
            case view

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                self = (try? container.decode([String].self)).map(Self.documents) ?? .view
            }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                switch self {
                case .documents(let documents): try container.encode(documents)
                case .view: try container.encode("view")
                }
            }
        }
        var port = 27_017
        var user = MongoDBStandIn.user
        var password = MongoDBStandIn.password
        /// What the user may not read.
        var forbidden = ["payroll"]
        var databases: [String: [String: Collection]]
    }

    init(in folder: ScratchFolder) throws {
        self.folder = folder
        let fixtures = #filePath.components(separatedBy: "/LifeboatSourcesTests/")[0] + "/Fixtures/mongodb"
        try FileManager.default.createDirectory(atPath: folder("bin"), withIntermediateDirectories: true)
        for program in ["mongodump", "mongorestore"] {
            try FileManager.default.createSymbolicLink(
                atPath: folder("bin/\(program)"), withDestinationPath: "\(fixtures)/\(program)")
        }
        var random = SeededGenerator(seed: 7)
        let orders = (0..<2_500).map { Self.document("order \($0)", random.bytes($0 % 90)) }
        let state = State(databases: [
            "shop": [
                "orders": .documents(orders), "empty": .documents([]), "named: ☃ $ \"x\"": .documents([orders[0]]),
                "large": .documents([Self.document("large", random.bytes(200_000))]), "recent orders": .view,
            ],
            "a b; rm -rf": ["things": .documents([orders[1]])],
            "--out=x": ["things": .documents([orders[4]])], "ü☃": ["things": .documents([orders[5]])],
            "payroll": ["things": .documents([orders[6]])],
            "admin": ["system.users": .documents([orders[2]])], "local": ["startup_log": .documents([orders[3]])],
        ])
        try folder.write("bin/server.json", [UInt8](JSONEncoder().encode(state)))
    }

    /// A BSON document of a text and some bytes.
    private static func document(_ text: String, _ bytes: [UInt8]) -> String {
        func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        let name: [UInt8] = [2] + Array("t\0".utf8) + number(text.utf8.count + 1) + Array(text.utf8) + [0]
        let body = name + [5] + Array("b\0".utf8) + number(bytes.count) + [0] + bytes + [0]
        return (number(body.count + 4) + body).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    func source(
        _ databases: [String], excludes: [String] = [], port: Int = 27_017, password: String = Self.password,
        path: String? = nil, adapt: (inout MongoDBConfiguration) -> Void = { _ in }
    ) -> MongoDBSource {
        let server = ServerConnection(host: "127.0.0.1", port: port, user: Self.user, password: Secret(password))
        var configuration = MongoDBConfiguration(
            server: server, databases: DatabaseSelection(targets: databases, excludes: excludes))
        adapt(&configuration)
        return MongoDBSource(configuration, toolbox: Toolbox(path: path ?? self.path))
    }

    /// Leaves nothing in the server.
    func empty() throws { try folder.write("bin/server.json", [UInt8](JSONEncoder().encode(State(databases: [:])))) }

    /// Everything in a database: a line for each document.
    func contents(of database: String) throws -> String {
        let state = try JSONDecoder().decode(
            State.self, from: Data(contentsOf: URL(fileURLWithPath: folder("bin/server.json"))))
        var lines: [String] = []
        for (name, collection) in state.databases[database] ?? [:] {
            if case .documents(let documents) = collection {
                lines += ["\(name): \(documents.count)"] + documents.map { "\(name): \($0)" }
            }
        }
        return lines.sorted().joined(separator: "\n")
    }
}
