import LifeboatCore
import LifeboatSources

/// Reads one source of a job.
struct SourceSection {
    let section: Section
    /// `nil` when this version has no such source, or it could not be read.
    let named: NamedSource?

    /// - Parameter type: nil where it is not known; then the keys have to fit some type.
    init(_ section: Section, _ type: JobType?) {
        self.section = section
        guard !section.isBroken else {
            named = nil
            return
        }
        guard let type else {
            let types = JobType.allCases.filter { $0 != .external }
            UntypedMapping.check(section, as: types) { _ = SourceSection($0, $1) }
            named = nil
            return
        }
        let name = section.text("name")
        if let name { Self.check(name, in: section) }
        let configuration = Self.configuration(section, type)
        let compression = CompressionKeys.read(section, withGzip: true, default: .standard)
        let evidence: EvidenceLevel = section.choice("evidence", default: .stream) ?? .stream
        if !type.evidenceLevels.contains(evidence) {
            section.problem(
                "evidence", "\(type.rawValue) cannot do \(Quoting.quoted(evidence.rawValue))",
                hint: "it can: \(type.evidenceLevels.map(\.rawValue).joined(separator: ", "))")
        }
        let stallTimeout = section.positiveDuration("stall_timeout", default: .seconds(3_600))
        named = configuration.map {
            NamedSource(
                name: name, configuration: $0, compression: compression, evidence: evidence, stallTimeout: stallTimeout)
        }
    }

    /// An `external` job is its own source: its keys stand in the job.
    init(external job: Section, job name: String) {
        section = job
        let command = job.requiredText("dump_cmd", hint: "the command that makes the dump")
        Self.warnOfVariables(in: job)
        let stream = job.boolean("stream", default: false)
        let fileExtension = job.text("extension", default: stream ? "dump" : nil)
        if let fileExtension, job.has("extension") {
            let isPlain = fileExtension.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                    || [".", "-", "_"].contains(scalar)
            }
            if !stream {
                job.problem(
                    "extension", "this key needs `stream: yes`", hint: "without it the command names its own file")
            } else if !isPlain || fileExtension.hasPrefix(".") || fileExtension.utf8.count > 32 {
                job.problem(
                    "extension", "this cannot be a suffix", hint: "letters, digits, and inner dots, as in tar or sql")
            }
        }
        // A file that the command made may be compressed already, and says so itself.
        let compression = CompressionKeys.read(job, withGzip: false, default: stream ? .standard : .none)
        let external = ExternalConfiguration(
            command: command, stream: stream, name: name, fileExtension: fileExtension ?? "dump")
        // A command may work for hours on a file of its own before it says a word.
        let stallTimeout = job.optionalPositiveDuration("stall_timeout")
        named = NamedSource(
            name: nil, configuration: .external(external), compression: compression, evidence: .none,
            stallTimeout: stallTimeout)
    }

    /// A value is data to YAML, but the shell reads all of the command. A command that comes from a variable as a whole is
    /// meant to be read.
    private static func warnOfVariables(in job: Section) {
        guard case .scalar(let scalar) = job.node("dump_cmd")?.content, !scalar.isOneValue,
            let first = scalar.variables.first
        else { return }
        job.warning(
            "dump_cmd", "what \(scalar.variables.joined(separator: ", ")) brings becomes part of a shell command",
            hint: "a space, a quote or a $ in it is read by the shell; let the shell take it itself: \"$\(first)\"")
    }

    private static func check(_ name: String, in section: Section) {
        if name.contains("/") || name.unicodeScalars.contains(where: { $0.value < 32 }) {
            section.problem(
                "name", "this cannot be the name of a source", hint: "a name has no / and no control character")
        } else if KeyComponent(escaping: name).name == nil {
            section.problem("name", "the name is too long")
        }
    }

    private static func configuration(_ section: Section, _ type: JobType) -> SourceConfiguration? {
        switch type {
        case .files:
            return .files(
                FilesConfiguration(
                    targets: targets(section), excludes: section.texts("excludes"),
                    oneFileSystem: section.boolean("one_file_system", default: false)))
        case .sqlite:
            return .sqlite(SQLiteConfiguration(targets: targets(section), excludes: section.texts("excludes")))
        case .redis: return RedisKeys.read(section)
        case .etcd: return EtcdKeys.read(section)
        case .mongodb: return MongoDBKeys.read(section)
        case .external: return nil
        case .incrementalFiles:
            _ = (targets(section), section.texts("excludes"), section.boolean("one_file_system", default: false))
            return nil
        case .postgresql: return PostgreSQLKeys.databases(section)
        case .basebackup: return PostgreSQLKeys.baseBackup(section)
        case .mysql: return MySQLKeys.read(section).map { .mysql($0) }
        case .xtrabackup: return XtraBackupKeys.read(section).map { .xtrabackup($0) }
        }
    }

    private static func targets(_ section: Section) -> [String] {
        section.requiredTexts("target", .absolutePath, hint: "a list of absolute paths or globs")
    }
}
