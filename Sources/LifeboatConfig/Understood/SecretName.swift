/// Which variables hold something that must not be shown, wherever a template puts it.
package enum SecretName {
    private static let parts = [
        "PASS", "PWD", "SECRET", "TOKEN", "CREDENTIAL", "ACCESS_KEY", "API_KEY", "APIKEY", "PRIVATE_KEY",
    ]

    /// The secrets in an environment, which programs that inherit it may print. Left out are names of files and values that
    /// are too common to be cut out of a text, as in `ALLOW_EMPTY_PASSWORD=yes`.
    static func values(in environment: [String: String]) -> [String] {
        environment.filter { name, value in
            matches(name) && !["PWD", "OLDPWD"].contains(name) && !name.uppercased().hasSuffix("_FILE")
                && value.count >= 4 && !["true", "false"].contains(value.lowercased())
        }.map(\.value)
    }

    package static func matches(_ variable: String) -> Bool {
        let name = variable.uppercased()
        return name.hasSuffix("AUTH") || name.hasSuffix("_PW") || parts.contains { name.contains($0) }
    }
}
