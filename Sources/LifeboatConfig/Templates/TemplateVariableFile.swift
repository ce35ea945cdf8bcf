import Foundation

/// Reads the files that `NAME_FILE` variables name.
package enum TemplateVariableFile {
    /// - Throws: what Foundation throws when the file cannot be opened or read.
    package static func read(path: String, limit: Int) throws -> [UInt8] {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var bytes: [UInt8] = []
        while bytes.count < limit, let data = try file.read(upToCount: limit - bytes.count), !data.isEmpty {
            bytes += data
        }
        return bytes
    }

    /// An error's reason in a few words, without the path.
    static func reason(_ error: any Error) -> String {
        guard let error = error as? CocoaError else { return String(describing: error) }
        return switch error.code {
        case .fileNoSuchFile, .fileReadNoSuchFile: "there is no such file"
        case .fileReadNoPermission: "permission denied"
        default: "input/output error"
        }
    }
}
