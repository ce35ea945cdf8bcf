import Foundation
import LifeboatConfig

/// A folder with configuration files, gone when the object goes.
final class ConfigScratch {
    let root: String

    init() throws {
        root = NSTemporaryDirectory() + "lifeboat-config-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)
    }

    func path(_ name: String) -> String { "\(root)/\(name)" }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        try write(name, bytes: Array(text.utf8))
    }

    @discardableResult
    func write(_ name: String, bytes: [UInt8]) throws -> String {
        let path = path(name)
        let folder = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// The places of the standard, below the scratch folder.
    func loader(_ environment: [String: String] = [:], notText: Set<String> = []) -> ConfigurationLoader {
        ConfigurationLoader(
            environment: environment, notText: notText, hostName: "the-host",
            searched: ConfigurationLoader.standardFiles.map { root + $0 },
            mounted: MountedTemplates(
                mainFile: root + ConfigurationLoader.standardTemplates.mainFile,
                folder: root + ConfigurationLoader.standardTemplates.folder))
    }

    func load(_ name: String, _ environment: [String: String] = [:]) throws -> Configuration {
        try withExtendedLifetime(self) { try loader(environment).load(path(name)) }
    }

    /// What is found when no file is named.
    func loadStandard(_ environment: [String: String] = [:]) throws -> Configuration {
        try withExtendedLifetime(self) { try loader(environment).load() }
    }

    /// The problems of a file, a line each, with the scratch folder taken out.
    func problems(_ name: String, _ environment: [String: String] = [:]) -> [String] {
        problems { try load(name, environment) }
    }

    func problems(_ load: () throws -> Configuration) -> [String] {
        do {
            _ = try load()
            return []
        } catch let error as ConfigurationError {
            return error.problems.map { $0.description.replacing(root + "/", with: "") }
        } catch {
            return ["\(error)"]
        }
    }

    /// The text of a fixture of the project.
    static func fixture(_ name: String, file: String = #filePath) throws -> String {
        let tests = file.components(separatedBy: "/LifeboatConfigTests/")[0]
        return try String(contentsOfFile: "\(tests)/Fixtures/\(name)", encoding: .utf8)
    }
}
