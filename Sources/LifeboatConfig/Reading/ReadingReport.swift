import LifeboatCore

/// What was found wrong while a configuration is read. One object for one reading.
final class ReadingReport {
    private(set) var problems: [Problem] = []
    private(set) var warnings: [Problem] = []
    /// Values that programs must not be heard saying: see ``SecretName``.
    private(set) var secrets: Set<Secret> = []
    /// What depends on variables that are left open, where that was asked for.
    private(set) var openValues: [OpenValue] = []

    func problem(_ place: Place?, _ path: String, _ what: String, hint: String? = nil) {
        problems.append(Problem(place, path, what, hint: hint))
    }

    func warning(_ place: Place?, _ path: String, _ what: String, hint: String? = nil, isAboutRuns: Bool = false) {
        warnings.append(Problem(place, path, what, hint: hint, isAboutRuns: isAboutRuns))
    }

    func open(_ place: Place, _ path: String, _ variables: [String]) {
        openValues.append(OpenValue(place: place, path: path, variables: variables))
    }

    func secret(_ value: String) {
        if !value.isEmpty { secrets.insert(Secret(value)) }
    }

    func requireNoProblem() throws(ConfigurationError) {
        guard problems.isEmpty else { throw ConfigurationError(problems: problems, warnings: warnings) }
    }
}
