import LifeboatCore

/// The keys of every storage that is a server with a login and folders.
struct FileServerKeys {
    let host: String
    let port: Int
    let user: String
    let password: Secret
    /// Empty is where the login leads.
    let folder: String

    init(_ section: Section, port standard: Int) {
        host = section.requiredText("host")
        port = section.port("port", default: standard) ?? standard
        user = section.requiredText("user")
        password = section.requiredSecret("password")
        folder = section.text("backup_dir") ?? ""
    }

    var isComplete: Bool { !host.isEmpty && !user.isEmpty && !password.revealed.isEmpty }
}
