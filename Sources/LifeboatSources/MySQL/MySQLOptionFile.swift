import Foundation
import LifeboatCore

/// How the programs learn where the server is and who we are: the text of an option file.
///
/// The format: https://mariadb.com/kb/en/configuring-mariadb-with-option-files/.
enum MySQLOptionFile {
    /// For a server and the clients: with `~/.my.cnf` where nothing says a password.
    ///
    /// - Parameter home: the user's own folder.
    /// - Throws: when a file cannot be read; see ``MySQLOptionLines``.
    static func text(
        _ server: ServerConnection, authFile: String?, _ part: MySQLOptionLines.Part, home: String?
    ) throws -> Secret {
        var lines: [String] = []
        // It says who we are. Which server is meant, `connect` or a person has said.
        if server.password == nil, authFile == nil || part == .protection, let home, home.hasPrefix("/") {
            let file = "\(home)/.my.cnf"
            if access(file, F_OK) == 0 { lines += try MySQLOptionLines(ofFile: file, .identity).lines }
        }
        if let authFile { lines += try MySQLOptionLines(ofFile: authFile, part).lines }
        return try text(server, behind: lines)
    }

    /// For a program that needs the server's own options too.
    ///
    /// - Throws: when the file cannot be read, which the programs would pass over without a word.
    static func text(_ server: ServerConnection, including file: String?) throws -> Secret {
        guard let file else { return try text(server, behind: []) }
        guard access(file, R_OK) == 0 else { throw LifeboatError(errno: errno, "read", file) }
        guard !file.contains(where: \.isNewline) else {
            throw LifeboatError(.configuration, "the path of an option file contains a line break")
        }
        return try text(server, behind: ["!include \(file)"])
    }

    private static func text(_ server: ServerConnection, behind others: [String]) throws -> Secret {
        var lines = others
        // After the others, so that `connect` wins.
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
