import Foundation
import LifeboatCore
import LifeboatTesting
import LifeboatWeb

@testable import LifeboatStorages

/// The two S3 servers of the tests: moto knows S3's features and checks no signature, rclone checks signatures and knows
/// few features. Both have the bucket `lifeboat`.
enum S3Server: String, CaseIterable, Sendable {
    case moto, rclone

    static let isHere =
        allCases.allSatisfy { server in
            if case .success(nil) = server.start { false } else { true }
        }

    private static let motoService = Result { try TestService.start("moto") }
    private static let rcloneService = Result { try TestService.start("rclone-s3") }

    private var start: Result<TestService?, any Error> { self == .moto ? Self.motoService : Self.rcloneService }

    var port: Int {
        get throws {
            guard let service = try start.get() else { throw LifeboatError(.missingTool, "no \(rawValue)") }
            return service.port
        }
    }

    /// - Parameter port: where requests go, when that is not the server itself.
    func configuration(folder: String = "/contract", port: Int? = nil) throws -> S3StorageConfiguration {
        var configuration = S3StorageConfiguration(bucket: "lifeboat")
        configuration.folder = folder
        configuration.endpoint = WebServerAddress("http://127.0.0.1:\(try port ?? self.port)")
        configuration.region = "us-east-1"
        configuration.accessKeyID = Secret("lifeboat-key")
        configuration.secretAccessKey = Secret("lifeboat-secret")
        return configuration
    }

    func storage(folder: String = "/contract", port: Int? = nil) throws -> S3Storage {
        try .forTests(configuration(folder: folder, port: port))
    }
}

extension S3Storage {
    /// One whose pauses take no time.
    static func forTests(_ configuration: S3StorageConfiguration, environment: [String: String] = [:]) -> S3Storage {
        S3Storage(
            configuration, environment: environment, pool: BlockPool(), now: { Date() },
            waiting: Waiting(sleep: { _ in }, randomness: { 0 }, cleanUpLimit: nil))
    }
}
