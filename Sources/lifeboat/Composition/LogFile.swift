import CShims
import Foundation
import LifeboatCore

/// The file that `log_file` names: appended to, made for its owner only.
enum LogFile {
    static func open(_ path: String) throws -> Int32 {
        let descriptor = lifeboat_open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard descriptor >= 0 else {
            var error = LifeboatError(errno: errno, "open", path).at("log_file")
            error.hint = error.hint ?? "make its folder, or set main.log_file to /dev/stdout"
            throw error
        }
        return descriptor
    }
}
