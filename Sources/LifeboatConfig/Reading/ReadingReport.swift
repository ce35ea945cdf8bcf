import LifeboatCore

/// What was found wrong while a configuration is read. One object for one reading.
final class ReadingReport {
    private(set) var problems: [Problem] = []
    private(set) var warnings: [Problem] = []
    /// Values that programs must not be heard saying: see ``SecretName``.
    private(set) var secrets: Set<Secret> = []

    func problem(_ place: Place?, _ path: String, _ what: String, hint: String? = nil) {
        problems.append(Problem(place, path, what, hint: hint))
    }

    func warning(_ place: Place?, _ path: String, _ what: String, hint: String? = nil, isAboutRuns: Bool = false) {
        warnings.append(Problem(place, path, what, hint: hint, isAboutRuns: isAboutRuns))
    }

    func secret(_ value: String) {
        if !value.isEmpty { secrets.insert(Secret(value)) }
    }
}
