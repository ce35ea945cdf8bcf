extension ConfigurationLoader {
    /// Reads a configuration as it is where its variables have no values. The environment is not looked at.
    ///
    /// - Parameter known: variables whose values are known nevertheless: what decides over the shape of a job, say.
    /// - Throws: everything that is wrong, at once; also when a job cannot be taken out of its file.
    package func survey(
        _ name: String? = nil, known: [String: String] = [:]
    ) throws(ConfigurationError) -> ConfigurationSurvey {
        let file = try file(named: name)
        let report = ReadingReport()
        let variables = TemplateVariables(environment: known)
        let documents = DocumentLoader(
            variables: variables, standIns: standIns(for: file, report), report: report, leavesOpen: true)
        let root = try root(of: file, documents, report)
        let configuration = ConfigurationReader(report: report, hostName: hostName, variables: variables)
            .read(root, file: file)
        try report.requireNoProblem()
        let parts = ConfigurationParts(
            root: root, configuration: configuration, hostName: hostName, variables: variables, report: report)
        let taken = parts.take()
        try report.requireNoProblem()
        guard let main = taken.main else {
            throw ConfigurationError(problems: [Problem(Place(file: file), "", "the file has no `jobs` of its own")])
        }
        return ConfigurationSurvey(
            configuration: configuration, main: main, jobs: taken.jobs, openValues: report.openValues)
    }
}
