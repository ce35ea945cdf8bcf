/// A user or a role.
struct MySQLAccount: Sendable, Hashable {
    let name: String
    /// Empty for a role of MariaDB.
    let host: String
    let isRole: Bool

    /// For statements. In MariaDB a role has no host.
    var quoted: String {
        isRole && host.isEmpty ? MySQLName.quote(name) : "\(MySQLName.quote(name))@\(MySQLName.quote(host))"
    }

    /// For people.
    var shown: String { host.isEmpty ? name : "\(name)@\(host)" }

    /// Everybody has the role PUBLIC, so nobody can create it.
    var roleCreation: [String] { name == "PUBLIC" ? [] : ["CREATE ROLE IF NOT EXISTS \(quoted)"] }
}
