import Foundation
import LifeboatCore

/// How the programs learn where the server is and who we are: the text of an option file.
///
/// The format: https://mariadb.com/kb/en/configuring-mariadb-with-option-files/.
enum MySQLOptionFile {
    /// - Throws: when the `authFile` cannot be read, which the programs would pass over without a word.
    static func text(_ server: ServerConnection, authFile: String?) throws -> Secret {
        var lines: [String] = []
        if let authFile {
            guard access(authFile, R_OK) == 0 else { throw LifeboatError(errno: errno, "read", authFile) }
            guard !authFile.contains(where: \.isNewline) else {
                throw LifeboatError(.configuration, "the path of `auth_file` contains a line break")
            }
            lines.append("!include \(authFile)")
        }
        // After the included file, so that `connect` wins.
        lines.append("[client]")
        if let socket = server.socket {
            lines += ["socket=\(quote(socket))", "protocol=socket"]
        } else if let host = server.host {
            lines += ["host=\(quote(host))", "port=\(server.port)"]
            // By the name localhost these programs mean a socket, unless another port says that it is none.
            if host != "localhost" || server.port != MySQLOptionFile.standardPort { lines.append("protocol=tcp") }
        }
        if let user = server.user { lines.append("user=\(quote(user))") }
        if let password = server.password {
            guard !password.revealed.utf8.contains(0) else {
                throw LifeboatError(.configuration, "the password contains a NUL byte, which no client can send")
            }
            lines.append("password=\(quote(password.revealed))")
        }
        return Secret(lines.joined(separator: "\n") + "\n")
    }

    static let standardPort = 3_306

    /// In quotes `#` is no comment and blanks stay.
    private static func quote(_ value: String) -> String {
        var quoted = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": quoted += "\\\\"
            case "\"": quoted += "\\\""
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
