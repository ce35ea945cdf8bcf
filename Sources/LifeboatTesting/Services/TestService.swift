import Foundation
import LifeboatCore

/// A real server, started by one of the project's own scripts (`scripts/services`) in a scratch folder on a free
/// port. It ends with this value, and at the latest with the process of the tests.
package final class TestService: Sendable {
    package let name: String
    /// What the script says of how to reach it: `port`, `socket`, `user`, `password`, `pid`, `data`.
    package let facts: [String: String]
    /// Where it keeps its data and its log.
    package let folder: ScratchFolder
    /// The server ends when this end of a pipe is closed.
    private let lifeline: FileHandle

    /// Starts a server and waits until it answers.
    ///
    /// - Returns: `nil` where its programs are not installed, unless nothing may be skipped: then that is an error.
    package static func start(_ name: String, _ options: String...) throws -> TestService? {
        try start(name, options: options)
    }

    /// The same with the options as a list.
    ///
    /// A port that was free may be somebody else's when the server takes it: then it is started once more, on another one.
    package static func start(_ name: String, options: [String]) throws -> TestService? {
        do {
            return try startOnce(name, options)
        } catch let error as LifeboatError where error.kind == .failed {
            return try startOnce(name, options)
        }
    }

    private static func startOnce(_ name: String, _ options: [String]) throws -> TestService? {
        let folder = try ScratchFolder()
        do {
            guard let service = try TestService(name, options, in: folder) else {
                folder.remove()
                return nil
            }
            return service
        } catch {
            folder.remove()
            throw error
        }
    }

    private init?(_ name: String, _ options: [String], in folder: ScratchFolder) throws {
        self.name = name
        self.folder = folder
        let (input, output) = (Pipe(), Pipe())
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "\(Self.scripts)/\(name)")
        // Servers that run as another user have to get in.
        chmod(folder.path, 0o711)
        process.arguments = [folder.path] + options
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        // Kept by the child alone, so that the output ends with it.
        try output.fileHandleForWriting.close()
        lifeline = input.fileHandleForWriting
        let lines = Self.linesUntilReady(output.fileHandleForReading)
        facts = Dictionary(
            lines.compactMap { line in
                line.firstIndex(of: "=").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
            }, uniquingKeysWith: { $1 })
        guard lines.last == "ready" else {
            let required = ProcessInfo.processInfo.environment["LIFEBOAT_REQUIRE_SERVICES"] == "1"
            if let missing = facts["missing"] {
                guard required else { return nil }
                throw LifeboatError(.missingTool, "the service \(name) needs the program \(missing)")
            }
            throw LifeboatError(.failed, "the service \(name) did not start; see what it wrote above")
        }
    }

    deinit {
        try? lifeline.close()
        folder.remove()
    }

    /// What the script said under this name.
    package subscript(_ key: String) -> String { facts[key] ?? "" }

    package var port: Int { Int(self["port"]) ?? 0 }

    /// Sends a signal to the server itself, for tests in which it dies.
    package func signal(_ number: Int32) throws {
        guard let pid = pid_t(self["pid"]), kill(pid, number) == 0 else {
            throw LifeboatError(errno: errno, "signal", name)
        }
    }

    private static func linesUntilReady(_ handle: FileHandle) -> [String] {
        var text: [UInt8] = []
        while !text.ends(with: "ready\n") {
            let piece = handle.availableData
            if piece.isEmpty { break }
            text += piece
        }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Beside the sources of the tests, wherever these were built.
    private static let scripts: String = {
        let root = #filePath.components(separatedBy: "/Sources/LifeboatTesting/")[0]
        return "\(root)/scripts/services"
    }()
}

extension [UInt8] {
    fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
