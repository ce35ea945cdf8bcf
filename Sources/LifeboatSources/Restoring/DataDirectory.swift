import Foundation
import LifeboatCore

/// The folder that a server will be started on: empty before a restore, whole or empty after it.
struct DataDirectory: Sendable {
    let path: String

    /// What is there: paths within it. A volume of its own may hold a `lost+found`, which is no server's.
    func entries() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).filter { $0 != "lost+found" }
    }

    /// Two servers' files in one folder would be neither's, so not even `--force` allows that.
    func make() throws {
        if FileManager.default.fileExists(atPath: path) {
            guard try entries().isEmpty else {
                throw LifeboatError(
                    .alreadyExists, "the folder \(path) is not empty", hint: "empty it, or restore to another one")
            }
        } else {
            try RestoreFolders.make(Array(path.utf8))
        }
        // Some servers start on nothing that others can look into.
        guard chmod(path, 0o700) == 0 else { throw LifeboatError(errno: errno, "set the mode of", path) }
    }

    /// It was empty: what is in it now is ours, and no server must start on it.
    ///
    /// - Returns: the failure, which says what it leaves.
    func emptied(after error: any Error) -> LifeboatError {
        var failure = LifeboatError(wrapping: error)
        var state = "the folder \(path) is empty again"
        do {
            for name in try entries() { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }
        } catch {
            state = "the folder \(path) could not be emptied: start no server on it"
        }
        failure.hint = failure.hint.map { "\($0); \(state)" } ?? state
        return failure
    }

    /// Gives all of it to the user that the server runs as. Only root can.
    func give(to user: uid_t, _ group: gid_t) throws {
        guard let names = FileManager.default.enumerator(atPath: path) else {
            throw LifeboatError(.failed, "cannot look into \(path)")
        }
        let inside = names.compactMap { $0 as? String }.filter { !$0.hasPrefix("lost+found") }
        for path in [path] + inside.map({ "\(path)/\($0)" }) {
            guard lchown(path, user, group) == 0 else { throw LifeboatError(errno: errno, "give away", path) }
        }
    }
}
