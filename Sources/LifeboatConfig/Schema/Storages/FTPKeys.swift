import LifeboatStorages

/// The keys of an `ftp` storage.
enum FTPKeys {
    /// `nil` when something is missing, which is reported.
    static func read(_ section: Section) -> FTPStorageConfiguration? {
        let server = FileServerKeys(section, port: 21)
        let tls = section.boolean("tls", default: false)
        let authorities = section.text("ca_cert").flatMap { $0.isEmpty ? nil : $0 }
        if authorities != nil, !tls {
            section.problem("ca_cert", "without TLS there is no certificate", hint: "add `tls: yes`")
        }
        if !tls {
            section.warning(
                "tls", "without TLS everybody on the way reads the password and the backups",
                hint: "add `tls: yes` where the server knows it")
        }
        guard server.isComplete else { return nil }
        return FTPStorageConfiguration(
            host: server.host, port: server.port, user: server.user, password: server.password, tls: tls,
            certificateAuthorities: authorities, folder: server.folder)
    }
}
