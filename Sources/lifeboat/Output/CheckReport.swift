import LifeboatCore

/// What a check found: as lines while it goes on, or as JSON when it is done.
struct CheckReport: Sendable {
    private struct Document: Encodable {
        /// The file that was read.
        var configuration: String
        var ok: Bool
        var checks: [Entry]
    }

    private struct Entry: Encodable {
        /// Of a source or a storage.
        var job: String?
        /// `source`, `storage` or `notifier`.
        var part: String
        /// Of a source only where it has one.
        var name: String?
        /// Of a storage: where it is, for people.
        var location: String?
        var ok: Bool
        /// What was found, a line each.
        var found: [String]
        var problem: String?
        var hint: String?
    }

    /// What is checked.
    enum Part: Sendable {
        case source(name: String?, job: String)
        case storage(name: String, location: String, job: String)
        case notifier(name: String)
    }

    private let format: ReportFormat
    private let configuration: String
    private var entries: [Entry] = []

    init(_ format: ReportFormat, configuration: String, jobs: Int) throws {
        self.format = format
        self.configuration = configuration
        try say("ok    configuration \(configuration): \(jobs) \(jobs == 1 ? "job" : "jobs")\n")
    }

    private var isWell: Bool { entries.allSatisfy(\.ok) }

    var exit: Exit? {
        entries.first { !$0.ok }.map { entry in
            let job = entry.job.map { "job \($0): " } ?? ""
            return Exit(.failed, "\(job)\(entry.part): \(entry.problem ?? "")")
        }
    }

    mutating func add(_ part: Part, found: [String]) throws {
        let (entry, title) = Self.entry(part, ok: true, found: found)
        entries.append(entry)
        for line in found { try say("ok    \(title): \(line)\n") }
    }

    mutating func add(_ part: Part, failure: LifeboatError) throws {
        var (entry, title) = Self.entry(part, ok: false, found: [])
        entry.problem = failure.summary
        entry.hint = failure.hint
        entries.append(entry)
        try say("FAIL  \(title): \(failure.summary)\n")
        if let hint = failure.hint { try say("      hint: \(hint)\n") }
    }

    /// It was asked whether people are told, and the configuration names none.
    mutating func addNobody() throws {
        try add(
            .notifier(name: "notifications"),
            failure: LifeboatError(
                .configuration, "the configuration names nobody to be told of runs",
                hint: "set main.admin_mail, main.webhooks, main.pings or main.metrics"))
    }

    func writeJSON() throws {
        try JSONOutput.write(Document(configuration: configuration, ok: isWell, checks: entries))
    }

    private static func entry(_ part: Part, ok: Bool, found: [String]) -> (Entry, title: String) {
        switch part {
        case .source(let name, let job):
            let entry = Entry(job: job, part: "source", name: name, ok: ok, found: found)
            return (entry, "job \(job): source\(name.map { " \($0)" } ?? "")")
        case .storage(let name, let location, let job):
            let entry = Entry(job: job, part: "storage", name: name, location: location, ok: ok, found: found)
            return (entry, "job \(job): storage \(name) (\(location))")
        case .notifier(let name): return (Entry(part: "notifier", name: name, ok: ok, found: found), name)
        }
    }

    private func say(_ line: String) throws {
        if format == .text { try DescriptorWriter.standardOutput.write(line) }
    }
}
