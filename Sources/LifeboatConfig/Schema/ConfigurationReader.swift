import Foundation
import LifeboatCore

/// Turns the nodes of a whole configuration into settings: the root of the schema.
struct ConfigurationReader {
    let report: ReadingReport
    let hostName: String
    let variables: TemplateVariables

    /// What it says; only worth something when the report has no problems.
    func read(_ root: ConfigurationNode, file: String) -> Configuration {
        let section = Section(root, path: "", report: report)
        let main = readMain(section)
        let jobs = readJobs(section, main)
        // Those that run elsewhere, each with a configuration of its own.
        let known = section.node("known_jobs") == nil ? [] : section.texts("known_jobs")
        section.finish()
        JobChecks(jobs: jobs, report: report).run()
        main.jobReferences.check(jobs.map(\.configuration.name) + known, report)
        return Configuration(
            main: main.settings, jobs: jobs.map(\.configuration), warnings: Set(report.warnings).sorted(),
            understood: section.understood, secrets: report.secrets, file: file)
    }

    private func readMain(_ root: Section) -> MainSection {
        let section =
            root.section("main")
            ?? Section(ConfigurationNode(content: .mapping([]), place: root.place), path: "main", report: report)
        let main = MainSection(section, hostName: hostName, variables: variables)
        root.adopt("main", section)
        return main
    }

    private func readJobs(_ root: Section, _ main: MainSection) -> [JobSection] {
        guard let node = root.node("jobs") else {
            root.reportMissing("jobs", hint: "a list of jobs, as in `jobs: !include [conf.d/*.conf]`")
            return []
        }
        guard case .sequence(let items) = node.content else {
            if !node.isBroken {
                report.problem(
                    node.place, "jobs", "expected a list of jobs, this is \(node.kindName)",
                    hint: "each job begins with `- job: NAME`")
            }
            return []
        }
        let nodes = items.flatMap { item in
            if item.isIncluded, case .sequence(let inner) = item.content { inner } else { [item] }
        }
        if nodes.isEmpty, !node.isPartial, !items.contains(where: \.isPartial) {
            report.problem(
                node.place, "jobs", "there is no job",
                hint: "a configuration without jobs would back up nothing and call it success")
        }
        var values: [UnderstoodValue] = []
        var jobs: [JobSection] = []
        for (index, node) in nodes.enumerated() {
            let section = Section(node, path: "jobs[\(index)]", report: report)
            if let job = JobSection(section, main: main) { jobs.append(job) }
            if !section.isBroken { section.finish() }
            values.append(UnderstoodValue(.mapping(section.understood), .file(node.place)))
        }
        root.record("jobs", UnderstoodValue(.list(values), .file(node.place)))
        return jobs
    }
}
