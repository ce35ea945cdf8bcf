import LifeboatConfig

/// What a configuration may not leave open, or hold, when it goes into a cluster.
struct ConfigurationChecks {
    let survey: ConfigurationSurvey
    let jobs: [JobConfiguration]

    /// The last parts of the paths of keys that decide what is in a manifest.
    private static let decisive: Set<String> = [
        "job", "type", "timezone", "tmp_dir", "log_file", "textfile", "storage", "enable", "backup_dir", "target",
    ]

    var problems: [Problem] { openProblems + secretProblems + sizeProblems }

    // MARK: Open values

    private var openProblems: [Problem] {
        survey.openValues.filter { concerns($0.path) && isDecisive($0) }.map { value in
            let variables = value.variables.joined(separator: ", ")
            return Problem(
                value.place, value.path, "this decides about the manifest, and \(variables) is not known",
                hint: value.variables.map { "--value \($0)=…" }.joined(separator: " "))
        }
    }

    /// Whether a key belongs to the jobs that are asked for, or to what all of them share.
    private func concerns(_ path: String) -> Bool {
        guard let job = ConfigurationPath(path).job, let mapping = survey.configuration.understood.value(at: job),
            let name = mapping.text("job")
        else { return true }
        return jobs.contains { $0.name == name }
    }

    private func isDecisive(_ value: OpenValue) -> Bool {
        let path = ConfigurationPath(value.path)
        guard let key = path.lastKey, Self.decisive.contains(key) else { return false }
        let parent = path.parent.flatMap { survey.configuration.understood.value(at: $0) }
        switch key {
        // Of what is remote, where in the storage is nobody's concern here.
        case "backup_dir": return ["local", "nfs"].contains(parent?.text("storage"))
        // Of what is no file, names of databases.
        case "target":
            let job = path.job.flatMap { survey.configuration.understood.value(at: $0) }
            return ["desc_files", "sqlite"].contains(job?.text("type"))
        default: return true
        }
    }

    // MARK: Secrets

    /// A ConfigMap may be read by many; nothing secret goes into one.
    private var secretProblems: [Problem] {
        let literals = survey.configuration.understood.secretPlaces.filter { concerns($0.path) }.map { path, place in
            Problem(
                place, path, "a secret stands in the file itself, and would stand in the ConfigMap",
                hint: "write {{ some_name }} in a file that ends in .j2, and wire it with --secret")
        }
        let parts = [survey.main] + jobs.compactMap { survey.jobs[$0.name] }
        let defaults = parts.flatMap(\.variables).filter { variable in
            SecretName.matches(variable.name) && variable.defaultText?.isEmpty == false
        }.map { variable in
            Problem(
                variable.place, "", "the default of \(variable.name) is a secret that stands in the file itself",
                hint: "take the default out")
        }
        let main = (Place(file: survey.configuration.file), survey.main)
        let texts = [main] + jobs.compactMap { job in survey.jobs[job.name].map { (job.place, $0) } }
        return literals + defaults + texts.flatMap { Self.textProblems($0.1.text, $0.0) }
    }

    /// What only the text shows: pieces of a secret around a variable, and commands.
    private static func textProblems(_ text: String, _ place: Place) -> [Problem] {
        SecretText.keys(in: text).map { key in
            Problem(
                place, key,
                "what stands beside the variable in this secret would stand in the ConfigMap",
                hint: "let the whole value be one {{ variable }}, on the line of its key")
        }
            + SecretText.assignments(in: text).map { name in
                Problem(
                    place, name,
                    "a command sets it to a text that would stand in the ConfigMap",
                    hint: "write $\(name) or {{ some_name }}, and wire it with --secret")
            }
    }

    // MARK: Sizes

    private var sizeProblems: [Problem] {
        let parts = jobs.compactMap { job in survey.jobs[job.name].map { (job.place, "the job", $0) } }
        let main = (Place(file: survey.configuration.file), "what is not a job", survey.main)
        return ([main] + parts).compactMap { place, what, part in
            guard part.text.utf8.count > ConfigMapManifest.sizeLimit - 1_024 else { return nil }
            return Problem(place, "", "\(what) is larger than a ConfigMap may be, which is 1 MiB")
        }
    }
}
