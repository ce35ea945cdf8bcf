import Foundation

/// The `lifeboat` that was built together with these tests.
enum BuiltBinary {
    /// Beside the test bundle, wherever that was built; `swift test` and `swift test --skip-build` alike.
    static let path: String = {
        let candidates = bundleFolders + [folderOfThisProgram, folderOfThisSource]
        return candidates.map { "\($0)/lifeboat" }.first { FileManager.default.isExecutableFile(atPath: $0) }
            ?? "no built lifeboat beside \(candidates.joined(separator: ", "))"
    }()

    /// The runner of Swift Testing is given the bundle's path as an argument, or is the bundle itself.
    private static var bundleFolders: [String] {
        CommandLine.arguments.filter { $0.contains(".xctest") }.map { argument in
            let bundle = argument.components(separatedBy: ".xctest")[0] + ".xctest"
            return (bundle as NSString).deletingLastPathComponent
        }
    }

    private static var folderOfThisProgram: String {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return (program as NSString).deletingLastPathComponent
    }

    private static var folderOfThisSource: String {
        let parts = #filePath.components(separatedBy: "/Tests/CommandTests/")
        return "\(parts[0])/.build/debug"
    }
}
