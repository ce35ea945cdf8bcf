import ArgumentParser
import CShims
import Foundation
import LifeboatConfig
import LifeboatCore

/// `lifeboat generate`: a commented configuration to start from.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make a commented configuration to start from.",
        discussion: """
            Exit status: 0 made; 1 the file is there already or cannot be made; 64 this \
            version does not know the type or storage.

            Example: lifeboat generate -T desc_files -S local -P lifeboat.yaml
            """)

    @Option(name: [.customShort("T"), .long], help: "What to back up: \(Self.types.joined(separator: ", ")).")
    var type: String

    @Option(
        name: [.customShort("S"), .customLong("storages")], parsing: .upToNextOption,
        help: "Where to: \(StorageType.names.joined(separator: ", ")).")
    var storages: [String]

    @Option(
        name: [.customShort("P"), .long], help: ArgumentHelp("The file to make. Without it: stdout.", valueName: "file")
    )
    var path: String?

    private static let types = JobType.allCases.filter(\.isSupported).map(\.rawValue)

    func run() throws {
        guard let type = JobType(name: type) else {
            throw LifeboatError(
                .usage, "there is no type \(self.type)", hint: Self.near(self.type, Self.types))
        }
        let storages = try self.storages.map { name in
            guard let storage = StorageType(name: name) else {
                throw LifeboatError(
                    .usage, "there is no storage \(name)", hint: Self.near(name, StorageType.names))
            }
            return storage
        }
        let text = try ConfigurationSample(type: type, storages: storages).text
        guard let path else { return try DescriptorWriter.standardOutput.write(text) }
        try Self.write(text, to: path)
        Terminal.standardError.write("made \(path); now edit it, then: lifeboat check -c \(path)\n")
    }

    /// - Parameter names: those that can be generated; what would be refused next is no help.
    private static func near(_ name: String, _ names: [String]) -> String {
        Suggestion.closestMatch(to: name, in: names).map { "did you mean \($0)?" }
            ?? "supported: \(names.joined(separator: ", "))"
    }

    /// Never over a file that is there.
    private static func write(_ text: String, to path: String) throws {
        let descriptor = lifeboat_open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else {
            var error = LifeboatError(errno: errno, "make", path)
            if error.kind == .alreadyExists { error.hint = "name another file with -P, or move that one away first" }
            throw error
        }
        var text = text
        let number = text.withUTF8 { DescriptorWriter.writeAll(UnsafeRawBufferPointer($0), to: descriptor) }
        let failure = close(descriptor) == 0 ? number : number == 0 ? errno : number
        guard failure == 0 else {
            unlink(path)
            throw LifeboatError(errno: failure, "write", path)
        }
    }
}
