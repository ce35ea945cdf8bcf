import Foundation
import LifeboatCore
import LifeboatKubernetes

/// Writes a base of kustomize over the one that was made before, and never over anything else.
struct KustomizeFolder {
    let path: String

    /// - Returns: the paths of the files that were made.
    func write(_ files: [KustomizeFiles.File]) throws -> [String] {
        let wanted = files.filter { $0.isBase || !FileManager.default.fileExists(atPath: "\(path)/\($0.path)") }
        for file in wanted { try requireOurs("\(path)/\(file.path)") }
        return try wanted.map { file in
            let name = "\(path)/\(file.path)"
            do {
                try FileManager.default.createDirectory(
                    atPath: (name as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                try Data(file.text.utf8).write(to: URL(fileURLWithPath: name), options: .atomic)
            } catch {
                throw LifeboatError(
                    .failed, "cannot write \(name)", why: error.localizedDescription,
                    hint: "name a folder that you may write to")
            }
            return name
        }
    }

    private func requireOurs(_ name: String) throws {
        guard let data = FileManager.default.contents(atPath: name),
            !data.starts(with: Data(KustomizeFiles.mark.utf8))
        else { return }
        throw LifeboatError(
            .alreadyExists, "\(name) was not made by this command", hint: "name another folder, or move it away first")
    }
}
