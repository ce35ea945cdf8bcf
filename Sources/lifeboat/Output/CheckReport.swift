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
        var job: String
        /// `source` or `storage`.
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

    /// A part of a job.
    enum Part: Sendable {
        case source(name: String?)
        case storage(name: String, location: String)
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
        entries.first { !$0.ok }.map { Exit(.failed, "job \($0.job): \($0.part): \($0.problem ?? "")") }
    }

    mutating func add(_ part: Part, of job: String, found: [String]) throws {
        let (entry, title) = Self.entry(part, job, ok: true, found: found)
        entries.append(entry)
        for line in found { try say("ok    \(title): \(line)\n") }
    }

    mutating func add(_ part: Part, of job: String, failure: LifeboatError) throws {
        var (entry, title) = Self.entry(part, job, ok: false, found: [])
        entry.problem = failure.summary
        entry.hint = failure.hint
        entries.append(entry)
        try say("FAIL  \(title): \(failure.summary)\n")
        if let hint = failure.hint { try say("      hint: \(hint)\n") }
    }

    func writeJSON() throws {
        try JSONOutput.write(Document(configuration: configuration, ok: isWell, checks: entries))
    }

    private static func entry(_ part: Part, _ job: String, ok: Bool, found: [String]) -> (Entry, title: String) {
        switch part {
        case .source(let name):
            let entry = Entry(job: job, part: "source", name: name, ok: ok, found: found)
            return (entry, "job \(job): source\(name.map { " \($0)" } ?? "")")
        case .storage(let name, let location):
            let entry = Entry(job: job, part: "storage", name: name, location: location, ok: ok, found: found)
            return (entry, "job \(job): storage \(name) (\(location))")
        }
    }

    private func say(_ line: String) throws {
        if format == .text { try DescriptorWriter.standardOutput.write(line) }
    }
}
