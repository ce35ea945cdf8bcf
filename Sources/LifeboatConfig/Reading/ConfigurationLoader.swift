/// Finds, reads and checks a configuration.
package struct ConfigurationLoader: Sendable {
    /// Where a configuration is looked for when none is named, in this order.
    package static let standardFiles = [
        "/etc/lifeboat/lifeboat.yaml", "/etc/lifeboat/lifeboat.yaml.j2", "/etc/nxs-backup/nxs-backup.conf",
    ]
    package static let standardTemplates = MountedTemplates(
        mainFile: "/etc/nxs-backup/nxs-backup.conf", folder: "/usr/share/nxs-backup")

    private let environment: [String: String]
    private let notText: Set<String>
    let hostName: String
    private let searched: [String]
    private let mounted: MountedTemplates

    /// - Parameters:
    ///   - environment: fills templates, gives `SMTP_*`, and names the file by `LIFEBOAT_CONFIG`.
    ///   - notText: variables of the environment whose value is not UTF-8: an error where one is used.
    ///   - hostName: the default of `server_name`.
    ///   - searched: files to look for when none is named.
    ///   - mounted: the rule for templates mounted beside the main file.
    package init(
        environment: [String: String], notText: Set<String> = [], hostName: String,
        searched: [String] = standardFiles, mounted: MountedTemplates = standardTemplates
    ) {
        self.environment = environment
        self.notText = notText
        self.hostName = hostName
        self.searched = searched
        self.mounted = mounted
    }

    /// The file that will be read: the one that is named, `$LIFEBOAT_CONFIG`, or the first that exists of those searched.
    package func file(named name: String? = nil) throws(ConfigurationError) -> String {
        if let name { return name }
        guard !notText.contains("LIFEBOAT_CONFIG") else {
            let what = "the value of the environment variable LIFEBOAT_CONFIG is not UTF-8 text"
            throw ConfigurationError(problems: [Problem(nil, "", what, hint: "name the file with -c FILE")])
        }
        if let name = environment["LIFEBOAT_CONFIG"], !name.isEmpty { return name }
        if let found = searched.first(where: ConfigurationFile.exists) { return found }
        let problem = Problem(
            nil, "", "there is no configuration: looked for \(searched.joined(separator: ", "))",
            hint: "name one with -c FILE or LIFEBOAT_CONFIG, or make one with `lifeboat generate`")
        throw ConfigurationError(problems: [problem])
    }

    /// Whether there is a file to read: named, or found where one is looked for.
    package func hasFile(named name: String? = nil) -> Bool {
        name != nil || notText.contains("LIFEBOAT_CONFIG") || environment["LIFEBOAT_CONFIG"]?.isEmpty == false
            || searched.contains(where: ConfigurationFile.exists)
    }

    /// Reads everything and reports everything that is wrong, at once.
    package func load(_ name: String? = nil) throws(ConfigurationError) -> Configuration {
        let file = try file(named: name)
        let report = ReadingReport()
        for value in SecretName.values(in: environment) { report.secret(value) }
        let variables = TemplateVariables(environment: environment, notText: notText)
        let documents = DocumentLoader(variables: variables, standIns: standIns(for: file, report), report: report)
        let root = try root(of: file, documents, report)
        let reader = ConfigurationReader(report: report, hostName: hostName, variables: variables)
        let configuration = reader.read(root, file: file)
        try report.requireNoProblem()
        return configuration
    }

    /// The mounted templates that go with a main file.
    func standIns(for file: String, _ report: ReadingReport) -> [String: String] {
        guard ConfiguredPath.isSamePath(file, mounted.mainFile) else { return [:] }
        do throws(ConfigurationFileError) {
            return try mounted.standIns()
        } catch {
            report.problem(nil, "", error.what, hint: error.hint)
            return [:]
        }
    }

    /// What the main file says, with all that it includes.
    func root(
        of file: String, _ documents: DocumentLoader, _ report: ReadingReport
    ) throws(ConfigurationError) -> ConfigurationNode {
        let root = documents.load(file, from: nil)
        if let root, !root.isNull { return root }
        if report.problems.isEmpty {
            report.problem(
                Place(file: file), "", "the file is empty", hint: "`lifeboat generate` makes one to start from")
        }
        throw ConfigurationError(problems: report.problems, warnings: report.warnings)
    }
}
