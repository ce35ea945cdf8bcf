import Foundation
import LifeboatCore

/// Takes a configuration apart: the main settings, and each job by itself, as the files' own lines.
///
/// Lines say nothing about anchors, loops and includes that reach from one part into another. So each job is read back
/// from what was taken, and has to be the job that it was.
struct ConfigurationParts {
    let root: ConfigurationNode
    let configuration: Configuration
    let hostName: String
    let variables: TemplateVariables
    let report: ReadingReport

    func take() -> (main: ConfigurationPart?, jobs: [String: ConfigurationPart]) {
        do throws(ConfigurationFileError) {
            let file = root.place.file
            let lines = TextLines(try ConfigurationFile.text(of: file))
            guard let jobs = range(ofJobsIn: lines) else {
                report.problem(
                    root.place, "jobs", "this cannot be taken out of its file",
                    hint: "let each key of the file begin on a line of its own, in the first column")
                return (nil, [:])
            }
            var text = lines
            text.replace(jobs, with: placeOfJobs)
            let main = part(text, of: file, firstLine: 1)
            var parts: [String: ConfigurationPart] = [:]
            for job in configuration.jobs { parts[job.name] = try self.job(job, after: main) }
            return (main, parts)
        } catch {
            report.problem(root.place, "", error.what, hint: error.hint)
            return (nil, [:])
        }
    }

    // MARK: The main settings

    /// From the key `jobs` to the line before the next key and what is said about that.
    private func range(ofJobsIn lines: TextLines) -> Range<Int>? {
        guard case .mapping(let entries) = root.content, let jobs = entries.first(where: { $0.key == "jobs" }),
            jobs.place.file == root.place.file, jobs.place.column == 1
        else { return nil }
        let next = entries.map(\.place.line).filter { $0 > jobs.place.line }.min()
        return jobs.place.line..<lines.endOfPart(before: next)
    }

    /// What the main file says in the place of its jobs. A notifier may name jobs, and beside the main file lies one only.
    private var placeOfJobs: [String] {
        let include = "jobs: !include [conf.d/*]"
        guard case .mapping(let entries) = root.content,
            let main = entries.first(where: { $0.key == "main" }), namesJobs(main.value)
        else { return [include] }
        let names = configuration.jobs.map { QuotedScalar.yaml($0.name) }
        return [include, "known_jobs: [\(names.joined(separator: ", "))]"]
    }

    private func namesJobs(_ node: ConfigurationNode) -> Bool {
        switch node.content {
        case .mapping(let entries):
            // What a webhook sends is its own affair.
            entries.contains { $0.key == "jobs" || $0.key != "payload" && namesJobs($0.value) }
        case .sequence(let items): items.contains(where: namesJobs)
        default: false
        }
    }

    // MARK: Jobs

    private func job(
        _ job: JobConfiguration, after main: ConfigurationPart?
    ) throws(ConfigurationFileError) -> ConfigurationPart? {
        let file = job.place.file
        let lines = TextLines(try ConfigurationFile.text(of: file))
        var ends = configuration.jobs.map(\.place).filter { $0.file == file && $0.line > job.place.line }.map(\.line)
        if file == root.place.file, case .mapping(let entries) = root.content {
            ends += entries.map(\.place).filter { $0.file == file && $0.line > job.place.line }.map(\.line)
        }
        let range = job.place.line..<lines.endOfPart(before: ends.min())
        let part = lines.item(range).flatMap { self.part($0, of: file, firstLine: job.place.line) }
        if let main, let part, isWhole(job, part, after: main) { return part }
        report.problem(
            job.place, "", "the job \(Quoting.quoted(job.name)) cannot be taken out of its file by itself",
            hint: "give it a list entry of its own, without anchors, loops or includes that reach beyond it")
        return nil
    }

    /// Whether the part, read after the main settings, gives that very job.
    private func isWhole(_ job: JobConfiguration, _ part: ConfigurationPart, after main: ConfigurationPart) -> Bool {
        let report = ReadingReport()
        let documents = DocumentLoader(variables: variables, standIns: [:], report: report, leavesOpen: true)
        let path = configuration.file
        guard let jobs = documents.compose(part.text, job.place.file, isTemplate: part.isTemplate),
            case .sequence = jobs.content, var root = documents.compose(main.text, path, isTemplate: main.isTemplate),
            case .mapping(var entries) = root.content, let index = entries.firstIndex(where: { $0.key == "jobs" })
        else { return false }
        entries[index].value = jobs
        root.content = .mapping(entries)
        let read = ConfigurationReader(report: report, hostName: hostName, variables: variables).read(root, file: path)
        guard report.problems.isEmpty, read.main == configuration.main, read.jobs.count == 1 else { return false }
        var again = read.jobs[0]
        again.place = job.place
        return again == job
    }

    // MARK: Parts

    /// `nil` where it is no template any more; that it was one was shown before.
    private func part(_ lines: TextLines, of file: String, firstLine: Int) -> ConfigurationPart? {
        let isTemplate = file.hasSuffix(".j2")
        guard isTemplate else { return ConfigurationPart(text: lines.text, isTemplate: false, variables: []) }
        guard let survey = try? Template(lines.text).survey(known: variables) else { return nil }
        let used = survey.variables.map { use in
            let place = Place(
                file: file, line: lines.originalLine(of: use.position.line, from: firstLine),
                column: use.position.column + lines.indentation)
            return ConfigurationPart.Variable(
                name: use.environmentName, place: place, isRequired: use.isRequired, defaultText: use.defaultText)
        }
        return ConfigurationPart(text: lines.text, isTemplate: true, variables: used)
    }
}
