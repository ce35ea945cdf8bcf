import Foundation

/// A program of the system, as an independent judge of what Lifeboat makes.
package struct StandardTool: Sendable {
    package struct Result: Sendable {
        package var status: Int32
        package var output: [UInt8]
        package var errors: String
    }

    private let path: String

    /// `nil` where it is not installed. Where nothing may be skipped it is taken to be there, so that its absence
    /// fails.
    package init?(_ name: String) {
        let folders = ["/usr/bin", "/bin", "/usr/local/bin"]
        let found = folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        if found == nil, ProcessInfo.processInfo.environment["LIFEBOAT_REQUIRE_SERVICES"] != "1" { return nil }
        path = found ?? "/usr/bin/\(name)"
    }

    /// Through files, so that no pipe can fill up.
    package func run(_ arguments: [String] = [], input: [UInt8] = []) throws -> Result {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let source = try folder.write("in", input)
        let target = try folder.write("out", "")
        let errors = try folder.write("err", "")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle(forReadingAtPath: source)
        process.standardOutput = FileHandle(forWritingAtPath: target)
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: Array(try Data(contentsOf: URL(fileURLWithPath: target))),
            errors: String(decoding: try Data(contentsOf: URL(fileURLWithPath: errors)), as: UTF8.self))
    }
}
