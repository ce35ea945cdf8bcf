import LifeboatCore
import LifeboatStorages
import LifeboatWeb

/// The keys of a `webdav` storage.
enum WebDAVKeys {
    /// `nil` where the server is not known.
    static func read(_ section: Section) -> WebDAVStorageConfiguration? {
        let host = section.requiredText("host", hint: "as in https://cloud.example.com/dav")
        let port = section.port("port", default: nil)
        let user = section.requiredText("user")
        let password = section.requiredSecret("password")
        let folder = section.text("backup_dir") ?? ""
        let authorities = section.text("ca_cert").flatMap { $0.isEmpty ? nil : $0 }
        guard !host.isEmpty else { return nil }
        guard var server = WebServerAddress(host) else {
            section.problem(
                "host", "this is no address of a server",
                hint: "as in cloud.example.com or https://cloud.example.com/dav")
            return nil
        }
        if let port {
            if let own = server.port, own != port {
                section.problem("port", "`host` says \(own)", hint: "say it once")
            }
            server.port = port
        }
        if server.isOpenToOthers {
            section.warning(
                "host", "what goes there is not encrypted: others on the way can read the backups, and the password too"
            )
        }
        var configuration = WebDAVStorageConfiguration(server: server, folder: folder, user: user, password: password)
        configuration.web.certificateAuthorities = authorities
        return configuration
    }
}
