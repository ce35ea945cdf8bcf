/// What was found wrong while a configuration is read. One object for one reading.
final class ReadingReport {
    private(set) var problems: [Problem] = []
    private(set) var warnings: [Problem] = []

    func problem(_ place: Place?, _ path: String, _ what: String, hint: String? = nil) {
        problems.append(Problem(place, path, what, hint: hint))
    }

    func warning(_ place: Place?, _ path: String, _ what: String, hint: String? = nil, isAboutRuns: Bool = false) {
        warnings.append(Problem(place, path, what, hint: hint, isAboutRuns: isAboutRuns))
    }
}
