package import LifeboatCore

/// `--secret NAME[:VARIABLE[=KEY]]`: which Secret of the cluster holds what. Its values are never seen here.
package struct SecretReference: Sendable, Hashable {
    package let secret: String
    /// nil: every variable that no other option gives, under its name in lower case.
    package let variable: String?
    /// The key within the Secret.
    package let key: String?

    package init(parsing text: String) throws(LifeboatError) {
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        secret = halves[0]
        guard DNSName.isSubdomain(secret) else {
            throw LifeboatError(.usage, "`\(secret)` cannot be the name of a Secret", hint: Self.form)
        }
        guard halves.count == 2 else {
            variable = nil
            key = nil
            return
        }
        let mapping = halves[1].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard VariableName.isValid(mapping[0]) else {
            throw LifeboatError(.usage, "`\(mapping[0])` cannot be the name of a variable", hint: Self.form)
        }
        variable = mapping[0]
        key = mapping.count == 2 ? mapping[1] : mapping[0].lowercased()
        guard let key, VariableName.isKey(key) else {
            throw LifeboatError(.usage, "`\(mapping[1])` cannot be a key of a Secret", hint: Self.form)
        }
    }

    private static let form = "as in app-config, app-config:DB_HOST or app-config:SMTP_AUTH_USER=smtp_login"
}
