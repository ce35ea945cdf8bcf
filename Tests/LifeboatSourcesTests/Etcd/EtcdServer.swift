import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatSources
import LifeboatTesting

/// Real etcd servers, and the real `etcdctl` as an oracle.
enum EtcdServer {
    static let isInstalled =
        OracleTool(ifInstalled: "etcd") != nil && OracleTool(ifInstalled: "etcdctl") != nil
    static let user = "root"
    static let password = "t:est 'pass'"

    /// One for all tests, filled, which wants a password.
    static func shared() throws -> TestService { try filled.get() }

    static func start(_ options: [String] = []) throws -> TestService {
        guard let service = try TestService.start("etcd", options: options) else {
            throw LifeboatError(.missingTool, "etcd is not installed")
        }
        return service
    }

    static func source(
        _ endpoints: [String], user: String? = EtcdServer.user, password: String = EtcdServer.password,
        path: String? = nil, patience: Int = 60
    ) -> EtcdSource {
        EtcdSource(
            EtcdConfiguration(endpoints: endpoints, user: user, password: user.map { _ in Secret(password) }),
            toolbox: Toolbox(path: path), patience: .seconds(patience))
    }

    /// What etcdctl prints.
    @discardableResult
    static func ask(_ service: TestService, as user: String? = nil, _ words: String..., input: String = "") throws
        -> String
    {
        let options = user.map { ["--user=\($0)", "--password=\(password)"] } ?? []
        return try OracleTool("env").run(
            ["ETCDCTL_API=3", "etcdctl", "--endpoints=\(service["endpoint"])"] + options + words,
            input: Array(input.utf8)
        ).checked().text
    }

    /// Every key with its value, its revisions and version.
    static func contents(_ service: TestService) throws -> String {
        try ask(service, as: user, "get", "", "--prefix", "--write-out=fields").split(separator: "\n")
            // What follows is about the answer, not about a key.
            .filter { line in !["ClusterID", "MemberID", "RaftTerm"].contains { line.hasPrefix("\"\($0)\"") } }
            .joined(separator: "\n")
    }

    private static let filled = Result {
        let service = try start()
        // Transactions of 128 puts at most: that is etcd's limit.
        for batch in 0..<20 {
            let puts = (0..<100).map { index in
                "put /registry/pods/\(batch)-\(index) \"value \(index) \(String(repeating: "x", count: index * 20))\"\n"
            }
            try ask(service, "txn", input: "\n" + puts.joined() + "\n\n")
        }
        try ask(service, "put", "/ключ/☃", "ünïcödé\n\"quoted\" \t tab")
        try ask(service, "put", "empty", "")
        for round in 1...5 { try ask(service, "put", "changed", "version \(round)") }
        try ask(service, "put", "gone", "soon")
        try ask(service, "del", "gone")
        try ask(service, "user", "add", user, "--new-user-password=\(password)")
        try ask(service, "user", "add", "guest", "--new-user-password=\(password)")
        try ask(service, "user", "grant-role", user, "root")
        try ask(service, "auth", "enable")
        return service
    }
}
