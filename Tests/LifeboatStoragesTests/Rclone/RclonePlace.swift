import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting

@testable import LifeboatStorages

/// What rclone reaches in the tests.
enum RclonePlace: String, CaseIterable, Sendable {
    /// A folder of this machine, by the rclone of Debian 12 (1.60).
    case folder
    /// The same by a recent rclone, from PyPI.
    case folderByRecent
    case ftp, ftps, smb

    static let isRequired = ProcessInfo.processInfo.environment["LIFEBOAT_REQUIRE_SERVICES"] == "1"
    static let recentTools = "\(#filePath.components(separatedBy: "/Tests/")[0])/.build/services/bin"

    private static let ftpService = Result { try TestService.start("ftp") }
    private static let ftpsService = Result { try TestService.start("ftp", "tls") }
    private static let smbService = Result { try TestService.start("samba") }

    static let here = allCases.filter { isRequired || $0.isHere }

    var isHere: Bool {
        switch self {
        case .folder: Self.isRcloneHere
        case .folderByRecent: FileManager.default.isExecutableFile(atPath: "\(Self.recentTools)/rclone")
        case .ftp, .ftps, .smb: Self.isRcloneHere && (try? service) != nil
        }
    }

    static let isRcloneHere = isRequired || FileManager.default.isExecutableFile(atPath: "/usr/bin/rclone")

    var service: TestService {
        get throws {
            let started =
                switch self {
                case .ftp: Self.ftpService
                case .ftps: Self.ftpsService
                default: Self.smbService
                }
            guard let service = try started.get() else { throw LifeboatError(.missingTool, "no \(rawValue)") }
            return service
        }
    }

    /// Runs `body` with a storage in a folder of its own, and that folder's path on this machine.
    func with(
        user: String? = nil, password: String? = nil, port: Int? = nil, toolbox: Toolbox? = nil,
        _ body: (SFTPStorage, String) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            // Below the scratch folder of the server, so that it ends with it.
            let name = UUID().uuidString
            let remote = try remote(name, scratch, user: user, password: password, port: port)
            let tools = self == .folderByRecent ? Toolbox(path: Self.recentTools) : Toolbox()
            let storage = SFTPStorage.forTests(
                remote, environment: ["PATH": ToolStandIn.realPath, "HOME": scratch.path], toolbox: toolbox ?? tools)
            let kept =
                switch self {
                case .folder, .folderByRecent: scratch("data")
                case .ftp, .ftps, .smb: "\(try service["data"])/\(name)"
                }
            try await body(storage, kept)
        }
    }

    private func remote(
        _ name: String, _ scratch: ScratchFolder, user: String?, password: String?, port: Int?
    ) throws -> RcloneRemote {
        switch self {
        case .folder, .folderByRecent:
            let file = try scratch.write("rclone.conf", "[place]\ntype = local\n")
            return RcloneStorageConfiguration(remote: "place", path: scratch("data"), configurationFile: file)
                .rcloneRemote
        case .ftp, .ftps:
            let service = try service
            return FTPStorageConfiguration(
                host: "127.0.0.1", port: port ?? service.port, user: user ?? service["user"],
                password: Secret(password ?? service["password"]), tls: self == .ftps,
                certificateAuthorities: self == .ftps ? service["certificate"] : nil, folder: name
            ).rcloneRemote
        case .smb:
            let service = try service
            return SMBStorageConfiguration(
                host: "127.0.0.1", port: port ?? service.port, user: user ?? service["user"],
                password: Secret(password ?? service["password"]), share: "backups", folder: name
            ).rcloneRemote
        }
    }

    /// Everything in a folder of this machine.
    static func files(in folder: String) -> [String] {
        (try? FileManager.default.subpathsOfDirectory(atPath: folder).sorted()) ?? []
    }
}

extension SFTPStorage {
    static func forTests(
        _ remote: RcloneRemote, environment: [String: String] = [:], toolbox: Toolbox = Toolbox()
    ) -> SFTPStorage {
        let clock = ContinuousClock()
        return SFTPStorage(
            remote, environment: environment, toolbox: toolbox,
            waiting: Waiting(sleep: { try await clock.sleep(for: $0) }))
    }
}
