import LifeboatCore
import LifeboatSources

/// Reads the keys of `connect` that several kinds of servers share.
struct ConnectKeys {
    let section: Section

    /// `nil`, and reported, when the source has no `connect`.
    init?(of source: Section) {
        guard let section = source.section("connect") else {
            source.reportMissing("connect", hint: "how to reach the server")
            return nil
        }
        self.section = section
    }

    /// `db_host`, `db_port`, `db_user`, `db_password`, and `socket` where the kind has one.
    func server(port: Int, withSocket: Bool = true) -> ServerConnection {
        ServerConnection(
            host: section.text("db_host"), port: section.port("db_port", default: port) ?? port,
            socket: withSocket ? section.absolutePath("socket") : nil, user: section.text("db_user"),
            password: section.secret("db_password"))
    }
}
