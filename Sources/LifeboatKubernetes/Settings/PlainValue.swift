import LifeboatConfig
package import LifeboatCore

/// `--value NAME=VALUE`: a variable whose value may be read by anybody.
package struct PlainValue: Sendable, Hashable {
    package let variable: String
    package let text: String

    /// - Throws: also when the name says that it is a secret: the value would stand in the manifest.
    package init(parsing argument: String) throws(LifeboatError) {
        let halves = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2, VariableName.isValid(halves[0]) else {
            throw LifeboatError(.usage, "this names no variable", hint: "as in DB_PORT=3306")
        }
        variable = halves[0]
        text = halves[1]
        guard !SecretName.matches(variable) || variable.uppercased().hasSuffix("_FILE") else {
            throw LifeboatError(
                .usage, "\(variable) is named as secrets are, and would stand in the manifest",
                hint: "keep it in a Secret: --secret NAME:\(variable)")
        }
        guard text.firstMatch(of: Self.password) == nil else {
            throw LifeboatError(
                .usage, "the value of \(variable) is a URL with a password, which would stand in the manifest",
                hint: "keep it in a Secret: --secret NAME:\(variable)")
        }
    }

    /// What stands between a URL's scheme and its host, with a colon in it.
    private static var password: Regex<Substring> { /:\/\/[^\/?#\s]*:[^\/?#\s]+@/ }
}
