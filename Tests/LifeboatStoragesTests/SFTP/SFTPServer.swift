import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatStorages

/// OpenSSH's server as the tests use it.
enum SFTPServer: String, CaseIterable, Sendable {
    /// As it comes.
    case openSSH
    /// With nothing but what the protocol itself has.
    case bare

    static let isHere =
        allCases.allSatisfy { server in
            if case .success(nil) = server.start { false } else { true }
        }

    private static let whole = Result { try TestService.start("sshd") }
    private static let withoutExtensions = Result {
        try TestService.start("sshd", "-P", "hardlink,posix-rename,fsync,statvfs,limits")
    }

    private var start: Result<TestService?, any Error> { self == .openSSH ? Self.whole : Self.withoutExtensions }

    var service: TestService {
        get throws {
            guard let service = try start.get() else { throw LifeboatError(.missingTool, "no sshd") }
            return service
        }
    }

    func storage(_ folder: String) throws -> SFTPStorage { .forTests(try service.sftp(folder)) }
}

extension TestService {
    /// How to log in to an `sshd`.
    func sftp(_ folder: String) -> SFTPStorageConfiguration {
        SFTPStorageConfiguration(
            host: "127.0.0.1", port: port, user: self["user"], keyFile: self["key"], knownHosts: self["known_hosts"],
            folder: folder)
    }

    /// The same to one that takes passwords.
    func sftpByPassword(_ folder: String) -> SFTPStorageConfiguration {
        var configuration = sftp(folder)
        configuration.keyFile = nil
        configuration.password = Secret(self["password"])
        return configuration
    }
}

extension SFTPStorage {
    static func forTests(
        _ configuration: SFTPStorageConfiguration, environment: [String: String] = [:], toolbox: Toolbox = Toolbox()
    ) -> SFTPStorage {
        let clock = ContinuousClock()
        return SFTPStorage(
            configuration, environment: environment, toolbox: toolbox,
            waiting: Waiting(sleep: { try await clock.sleep(for: $0) }))
    }
}
