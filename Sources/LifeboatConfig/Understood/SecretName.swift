/// Which variables hold something that must not be shown, wherever a template puts it.
enum SecretName {
    private static let parts = [
        "PASS", "PWD", "SECRET", "TOKEN", "CREDENTIAL", "ACCESS_KEY", "API_KEY", "APIKEY", "PRIVATE_KEY", "AUTH",
    ]

    static func matches(_ variable: String) -> Bool {
        let name = variable.uppercased()
        return parts.contains { name.contains($0) }
    }
}
