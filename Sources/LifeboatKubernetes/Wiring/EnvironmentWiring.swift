import LifeboatConfig

/// Which variables a job's pod gets, and from where.
struct EnvironmentWiring {
    /// What a password of `restore --to URL` comes in.
    static let restorePassword = "LIFEBOAT_RESTORE_PASSWORD"

    /// Whether the pod cannot do without a variable, and for whom that is of interest.
    private struct Use {
        var name: String
        var isRequired: Bool
        var place: Place?
    }

    private let survey: ConfigurationSurvey
    private let secrets: [SecretReference]
    private let values: [PlainValue]
    /// Every variable that some job asks for.
    private let known: Set<String>

    init(_ survey: ConfigurationSurvey, _ settings: ManifestSettings) {
        self.survey = survey
        secrets = settings.secrets
        values = settings.values
        let parts = [survey.main] + survey.jobs.values
        known = Set(parts.flatMap { $0.variables.map(\.name) } + MailVariables.names + [Self.restorePassword])
    }

    /// What is wrong with the options, whatever the jobs are.
    var problems: [Problem] {
        var problems: [Problem] = []
        let general = secrets.filter { $0.variable == nil }
        if general.count > 1 {
            let names = general.map(\.secret).joined(separator: ", ")
            problems.append(
                Problem(
                    nil, "--secret", "which of \(names) holds a variable cannot be known",
                    hint: "name the variables of all but one of them: --secret \(general[1].secret):NAME"))
        }
        let names = secrets.compactMap(\.variable) + values.map(\.variable)
        for name in Set(names).sorted() {
            let given = [name, name + "_FILE"].flatMap { spelling in names.filter { $0 == spelling } }
            guard given.count > 1 else { continue }
            problems.append(
                Problem(nil, "", "the variable \(name) is given \(given.count) times", hint: "keep one of them"))
        }
        return problems
    }

    /// - Parameter destination: of a restore, which tells nobody, and to another server needs a password; nil for a backup.
    /// - Returns: the variables, and a problem for each one that is required and not given.
    func variables(
        of job: JobConfiguration, restoringTo destination: RestoreDestination? = nil
    ) -> (wired: [WiredVariable], problems: [Problem]) {
        var uses = (survey.main.variables + (survey.jobs[job.name]?.variables ?? [])).map { variable in
            Use(name: variable.name, isRequired: variable.isRequired, place: variable.place)
        }
        switch destination {
        case nil:
            uses += MailVariables.needed(by: survey.configuration).map { Use(name: $0.name, isRequired: $0.isRequired) }
        case .server: uses.append(Use(name: Self.restorePassword, isRequired: true))
        case .claim, .scratch, .beside, .original: break
        }
        var wired: [WiredVariable] = []
        var problems: [Problem] = []
        var done: [String: Bool] = [:]
        for use in uses where done[use.name] != true {
            let isRequired = uses.contains { $0.name == use.name && $0.isRequired }
            done[use.name] = true
            let found = given(use.name)
            if let found {
                wired.append(found)
            } else if let general = secrets.first(where: { $0.variable == nil }), use.name != Self.restorePassword {
                let key = use.name.lowercased()
                wired.append(
                    WiredVariable(name: use.name, value: .secret(general.secret, key: key, isOptional: !isRequired)))
            } else if isRequired {
                problems.append(Self.missing(use.name, use.place))
            }
        }
        return (wired + others(than: Set(wired.map(\.name))), problems)
    }

    /// What an option gives, under the variable's name or for the file that holds its value.
    private func given(_ name: String) -> WiredVariable? {
        for spelling in [name, name + "_FILE"] {
            if let reference = secrets.first(where: { $0.variable == spelling }), let key = reference.key {
                return WiredVariable(name: spelling, value: .secret(reference.secret, key: key, isOptional: false))
            }
            if let value = values.first(where: { $0.variable == spelling }) {
                return WiredVariable(name: spelling, value: .plain(value.text))
            }
        }
        return nil
    }

    /// What no configuration asks for by name is for every pod: a proxy, or what a command of the user's own reads.
    private func others(than wired: Set<String>) -> [WiredVariable] {
        let names = secrets.compactMap(\.variable) + values.map(\.variable)
        return names.filter { name in
            let base = name.hasSuffix("_FILE") ? String(name.dropLast(5)) : name
            return !wired.contains(name) && !known.contains(name) && !known.contains(base)
        }.compactMap(given)
    }

    private static func missing(_ name: String, _ place: Place?) -> Problem {
        let plain = SecretName.matches(name) ? "" : ", or --value \(name)=…"
        return Problem(
            place, "", "the variable \(name) is not set in the pod",
            hint: "--secret NAME:\(name)=\(name.lowercased())\(plain)")
    }
}
