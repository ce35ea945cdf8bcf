import Foundation
import LifeboatCore

extension Command {
    /// Where the program lies: the absolute path that would be started, or `nil` when it is not installed.
    package var location: String? {
        guard !executable.contains("/") else {
            return executable.hasPrefix("/") && Self.isExecutable(executable) ? executable : nil
        }
        guard !executable.isEmpty else { return nil }
        let own = environment["PATH"]?.revealed
        let path = own ?? ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        return path.split(separator: ":").lazy
            // A relative entry would start whatever lies in the working folder.
            .filter { $0.hasPrefix("/") }
            .map { "\($0)/\(executable)" }
            .first(where: Self.isExecutable)
    }

    /// Where the program lies; throws ``LifeboatError/Kind/missingTool`` with what to install.
    package func locate() throws -> String {
        if let location { return location }
        throw LifeboatError(
            .missingTool, "the program \(executable) is not installed",
            hint: debianPackage.map { "install it: apt-get install \($0)" } ?? "install it, or correct the PATH")
    }

    private static func isExecutable(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
