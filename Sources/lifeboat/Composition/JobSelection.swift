import LifeboatConfig
import LifeboatCore

/// Which jobs the words on the command line mean.
enum JobSelection {
    /// `all`, a group's name, or a job's name; none means all. Each job once, in the order of the configuration.
    ///
    /// - Parameter orCommands: whether a word may have been meant as a command.
    static func select(
        _ words: [String], from configuration: Configuration, orCommands: Bool = false
    ) throws -> [JobConfiguration] {
        guard !words.isEmpty, !words.contains("all") else { return configuration.jobs }
        var chosen: Set<String> = []
        for word in words {
            let matching: [JobConfiguration]
            if let group = JobType.Group(rawValue: word) {
                matching = configuration.jobs.filter { $0.type.group == group }
                guard !matching.isEmpty else {
                    throw LifeboatError(.usage, "there is no job of the group \(word)", hint: names(configuration))
                }
            } else {
                matching = [try job(word, in: configuration, orCommands: orCommands)]
            }
            chosen.formUnion(matching.map(\.name))
        }
        return configuration.jobs.filter { chosen.contains($0.name) }
    }

    /// The job of that name.
    static func job(
        _ name: String, in configuration: Configuration, orCommands: Bool = false
    ) throws -> JobConfiguration {
        if let job = configuration.jobs.first(where: { $0.name == name }) { return job }
        let close = Suggestion.closestMatch(to: name, in: configuration.jobs.map(\.name))
        let command = orCommands ? CommandWord.suggestion(name) : nil
        throw LifeboatError(
            .usage, "there is no job \(orCommands ? "or command " : "")\(name)",
            hint: close.map { "did you mean \($0)?" } ?? command ?? names(configuration))
    }

    /// That at least one of the jobs has a storage of that name.
    static func requireStorage(_ name: String?, in jobs: [JobConfiguration]) throws {
        try requireStorage(name, among: jobs.flatMap { $0.storages.map(\.name) })
    }

    static func requireStorage(_ name: String?, among names: [String]) throws {
        guard let name, !names.contains(name) else { return }
        let close = Suggestion.closestMatch(to: name, in: names)
        let known = Set(names).sorted().joined(separator: ", ")
        throw LifeboatError(
            .usage, "there is no storage \(name)", hint: close.map { "did you mean \($0)?" } ?? "there is: \(known)")
    }

    private static func names(_ configuration: Configuration) -> String {
        "the configuration has: \(configuration.jobs.map(\.name).joined(separator: ", "))"
    }
}
