package import Foundation
import LifeboatCore

/// A program that knows better than we do: GNU tar, Python.
package struct OracleTool {
    package struct Answer {
        package var status: Int32
        package var output: Data
        package var complaints: String

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

    /// The output goes through files: two pipes would need two readers.
    package func run(_ arguments: [String], in folder: String? = nil) throws -> Answer {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let (out, complaints) = (scratch.appendingPathComponent("out"), scratch.appendingPathComponent("err"))
        for file in [out, complaints] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["LC_ALL=C.UTF-8", name] + arguments
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: complaints)
        try process.run()
        process.waitUntilExit()
        return Answer(
            status: process.terminationStatus, output: try Data(contentsOf: out),
            complaints: String(decoding: try Data(contentsOf: complaints), as: UTF8.self))
    }
}
