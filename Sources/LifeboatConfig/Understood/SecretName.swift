/// Which variables hold something that must not be shown, wherever a template puts it.
enum SecretName {
    private static let parts = [
        "PASS", "PWD", "SECRET", "TOKEN", "CREDENTIAL", "ACCESS_KEY", "API_KEY", "APIKEY", "PRIVATE_KEY",
    ]

    static func matches(_ variable: String) -> Bool {
        let name = variable.uppercased()
        return name.hasSuffix("AUTH") || name.hasSuffix("_PW") || parts.contains { name.contains($0) }
    }
}
