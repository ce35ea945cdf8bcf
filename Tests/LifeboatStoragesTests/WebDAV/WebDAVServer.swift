import Foundation
import LifeboatCore
import LifeboatTesting
import LifeboatWeb

@testable import LifeboatStorages

/// The WebDAV servers of the tests, each with the user `lifeboat`.
enum WebDAVServer: String, CaseIterable, Sendable {
    /// WsgiDAV, which asks for a digest.
    case wsgidav
    /// rclone's, which asks for the password.
    case rclone

    static let isHere =
        allCases.allSatisfy { server in
            if case .success(nil) = server.start { false } else { true }
        }

    private static let wsgidavService = Result { try TestService.start("wsgidav") }
    private static let rcloneService = Result { try TestService.start("rclone-webdav") }

    private var start: Result<TestService?, any Error> {
        self == .wsgidav ? Self.wsgidavService : Self.rcloneService
    }

    var service: TestService {
        get throws {
            guard let service = try start.get() else { throw LifeboatError(.missingTool, "no \(rawValue)") }
            return service
        }
    }

    /// - Parameter port: where requests go, when that is not the server itself.
    func configuration(folder: String, port: Int? = nil) throws -> WebDAVStorageConfiguration {
        let address = "http://127.0.0.1:\(try port ?? service.port)"
        guard let server = WebServerAddress(address) else { throw LifeboatError(.failed, "no address: \(address)") }
        return WebDAVStorageConfiguration(
            server: server, folder: folder, user: "lifeboat", password: Secret("lifeboat-secret"))
    }

    func storage(folder: String, port: Int? = nil) throws -> WebDAVStorage {
        try .forTests(configuration(folder: folder, port: port))
    }

    /// Everything that lies below a folder, hidden files too, and folders with a slash at their end.
    func paths(below folder: String) throws -> [String] {
        let root = URL(fileURLWithPath: try service["data"] + "/" + folder)
        guard let found = FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isDirectoryKey]) else {
            return []
        }
        return found.compactMap { ($0 as? URL)?.path.dropFirst(root.path.count + 1) }.map(String.init).sorted()
    }
}

extension WebDAVStorage {
    /// One whose pauses take no time.
    static func forTests(_ configuration: WebDAVStorageConfiguration) -> WebDAVStorage {
        WebDAVStorage(
            configuration, environment: [:], pool: BlockPool(), waiting: Waiting(sleep: { _ in }, cleanUpLimit: nil))
    }
}
