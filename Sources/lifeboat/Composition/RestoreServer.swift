import Foundation
import LifeboatConfig
import LifeboatCore

/// The server of `restore --to URL`.
enum RestoreServer {
    static let variable = "LIFEBOAT_RESTORE_PASSWORD"

    /// `nil` when the place is a folder.
    static func read(
        _ place: String?, for type: JobType, _ environment: [String: String]
    ) throws -> ServerAddress? {
        guard let place, ServerAddress.isURL(place) else { return nil }
        let address = try ServerAddress(url: place, password: password(environment))
        guard let scheme = type.serverSchemes.first else {
            throw LifeboatError(
                .usage, "backups of type \(type.rawValue) do not go to a server", hint: "`--to FOLDER`, or --stdout")
        }
        guard type.serverSchemes.contains(address.scheme) else {
            throw LifeboatError(
                .usage, "backups of type \(type.rawValue) do not go to \(address.scheme)://",
                hint: "as in --to \(scheme)://user@host/database")
        }
        return address
    }

    private static func password(_ environment: [String: String]) throws -> Secret? {
        let (text, file) = (environment[variable], environment["\(variable)_FILE"])
        guard let file else { return text.map(Secret.init) }
        guard text == nil else {
            throw LifeboatError(.usage, "\(variable) and \(variable)_FILE are both set", hint: "unset one of them")
        }
        guard let data = FileManager.default.contents(atPath: file),
            var contents = String(validating: data, as: UTF8.self)
        else { throw LifeboatError(.usage, "\(file), which \(variable)_FILE names, cannot be read as a text") }
        // As files of secrets elsewhere: the line break that an editor adds is not part of it.
        if contents.hasSuffix("\n") { contents.removeLast() }
        return Secret(contents)
    }
}
