import LifeboatCore
import LifeboatSources

/// Reads one entry of `jobs`.
struct JobSection {
    let configuration: JobConfiguration
    let section: Section
    let sources: [SourceSection]
    let storages: [StorageSection]

    static let reservedNames = ["all"] + JobType.Group.allCases.map(\.rawValue)

    /// `nil` when there is nothing that could be read as a job.
    init?(_ section: Section, main: MainSection) {
        guard !section.isBroken else { return nil }
        self.section = section
        let name = section.requiredText("job", hint: "a name, as in `- job: shop-files`")
        Self.check(name, in: section)
        let type = Self.type(in: section)
        let temporaryFolder = section.absolutePath("tmp_dir")
        sources = Self.sources(in: section, type, job: name)
        storages = Self.storages(in: section)
        _ = section.boolean("safety_backup", default: false)
        _ = section.integer("deferred_copying_level", in: 0...100, default: nil)
        _ = section.integer("inc_months_to_store", in: 0...1_000, default: 12)
        section.refuseUnsupported(["encryption"])
        let settings = main.settings
        configuration = JobConfiguration(
            name: name, type: type ?? .files, sources: sources.compactMap(\.named),
            storages: storages.compactMap(\.named),
            timezone: section.timeZone("timezone", default: settings.timezone, shown: main.timezoneName),
            temporaryFolder: temporaryFolder ?? settings.temporaryFolder,
            loopTimeout: settings.loopTimeout, loopInterval: settings.loopInterval,
            skipBackupRotate: section.boolean("skip_backup_rotate", default: false),
            expectEvery: section.optionalPositiveDuration("expect_every") ?? settings.expectEvery,
            serverName: main.serverName, place: section.place)
    }

    private static func check(_ name: String, in section: Section) {
        guard !name.isEmpty else { return }
        if reservedNames.contains(name) {
            section.problem("job", "\(Quoting.quoted(name)) means a group of jobs", hint: "choose another name")
        } else if name.contains("/") || name.hasPrefix("-") || name.unicodeScalars.contains(where: { $0.value < 32 }) {
            section.problem(
                "job", "this cannot be the name of a job",
                hint: "a name has no / and no control character, and does not begin with -")
        } else if KeyComponent(escaping: name).name == nil {
            section.problem(
                "job", "the name is too long", hint: "at most \(KeyComponent.maximumLength) bytes, escapes included")
        }
    }

    /// The type, or the one that is evidently meant; nil where that is not known.
    private static func type(in section: Section) -> JobType? {
        let name = section.requiredText("type", hint: "as in `type: desc_files`")
        guard !name.isEmpty else { return nil }
        guard let type = JobType(name: name) else {
            let names = JobType.allCases.map(\.rawValue)
            let match = Suggestion.closestMatch(to: name, in: names)
            let supported = "supported: \(JobType.supportedNames)"
            let isLater = match.flatMap(JobType.init(name:))?.isSupported == false
            section.problem(
                "type", "there is no such type",
                hint: match.map { "did you mean `\($0)`?" + (isLater ? " not in this version; \(supported)" : "") }
                    ?? supported)
            return Suggestion.onlyMatch(to: name, in: names).flatMap(JobType.init(name:))
        }
        if let origin = section.understood["type"]?.origin {
            section.record("type", UnderstoodValue(.text(type.rawValue), origin))
        }
        if !type.isSupported {
            section.problem(
                "type", "\(type.rawValue) is not supported by this version",
                hint: "supported: \(JobType.supportedNames)")
        }
        return type
    }

    // MARK: Sources

    private static func sources(in section: Section, _ type: JobType?, job: String) -> [SourceSection] {
        let ofExternal = ["dump_cmd", "stream", "extension", "compression", "compression_level"]
        let hasSources = section.has("sources")
        if type == .external || type == nil && !hasSources && section.has("dump_cmd") {
            section.refuse("sources", "a job of type external has no sources", hint: "what it runs is `dump_cmd`")
            return [SourceSection(external: section, job: job)]
        }
        guard type != nil || hasSources else {
            // It may be a job of any type.
            for key in ofExternal + ["sources"] { _ = section.entry(key) }
            return []
        }
        for key in ofExternal {
            let hint = key.hasPrefix("compression") ? "elsewhere it belongs to each of the `sources`" : nil
            section.refuse(key, "this key is for jobs of type external", hint: hint)
        }
        let sections = section.sections("sources", hint: "a list of what to back up")
        let sources = sections.map { SourceSection($0, type) }
        section.adopt("sources", sections)
        return sources
    }

    // MARK: Storages

    private static func storages(in section: Section) -> [StorageSection] {
        let sections = section.sections("storages", hint: "a list of places to keep the backups")
        var taken: [String: Int] = [:]
        var storages = sections.map { StorageSection($0) }
        for storage in storages {
            guard let name = storage.givenName else { continue }
            if taken[name.lowercased()] != nil {
                storage.section.problem("name", "another storage of this job has this name")
            }
            taken[name.lowercased()] = 1
        }
        for index in storages.indices where storages[index].givenName == nil {
            // Disabled ones are counted, so that switching one off does not rename the others.
            var name = storages[index].typeName
            var number = 1
            while taken[name] != nil {
                number += 1
                name = "\(storages[index].typeName)-\(number)"
            }
            taken[name] = 1
            storages[index].setName(name)
        }
        section.adopt("storages", sections)
        if !sections.isEmpty, storages.allSatisfy({ !$0.isEnabled }) {
            section.problem("storages", "no storage is enabled", hint: "`enable: yes` on one of them")
        }
        return storages
    }
}
