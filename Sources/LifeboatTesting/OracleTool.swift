package import Foundation
import LifeboatCore

/// A program that knows better than we do: GNU tar, gzip, Python.
package struct OracleTool: Sendable {
    package struct Answer {
        package var status: Int32
        package var output: Data
        package var complaints: String

        package var bytes: [UInt8] { [UInt8](output) }
        package var text: String { String(decoding: output, as: UTF8.self) }

        @discardableResult
        package func checked() throws -> Answer {
            guard status == 0 else { throw LifeboatError(.failed, "the oracle failed with \(status)", why: complaints) }
            return self
        }
    }

    package let name: String

    package init(_ name: String) {
        self.name = name
    }

    /// `nil` where it is not installed. Where nothing may be skipped it is taken to be there, so that its absence
    /// fails.
    package init?(ifInstalled name: String) {
        let isInstalled = ["/usr/bin", "/bin", "/usr/local/bin"].contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
        }
        guard isInstalled || ProcessInfo.processInfo.environment["LIFEBOAT_REQUIRE_SERVICES"] == "1" else { return nil }
        self.init(name)
    }

    /// The input and the output go through files: pipes would need somebody who serves them all at once.
    package func run(_ arguments: [String] = [], in folder: String? = nil, input: [UInt8] = []) throws -> Answer {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let (out, complaints) = (scratch.appendingPathComponent("out"), scratch.appendingPathComponent("err"))
        let source = scratch.appendingPathComponent("in")
        try Data(input).write(to: source)
        let program = try SpawnedProgram(
            ["LC_ALL=C.UTF-8", name] + arguments, environment: ProcessInfo.processInfo.environment, in: folder,
            input: source.path, output: out.path, errors: complaints.path)
        return Answer(
            status: program.wait(), output: try Data(contentsOf: out),
            complaints: String(decoding: try Data(contentsOf: complaints), as: UTF8.self))
    }
}
