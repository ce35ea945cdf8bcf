import LifeboatCore

/// One mapping of the configuration while it is read: each key is asked for by its name, kind and default.
///
/// What was asked for is what there is: ``finish()`` reports every other key. All problems go to the report and reading
/// goes on, with the default or an empty value in the place of what is wrong; nobody uses the result of a reading with problems.
final class Section {
    let path: String
    let place: Place
    let report: ReadingReport
    private(set) var understood = UnderstoodMapping()
    private let node: ConfigurationNode
    private let entries: [ConfigurationNode.Entry]
    /// Names and aliases.
    private var known: [String] = []
    private var missing: [(key: String, hint: String?)] = []
    let isBroken: Bool
    /// Off where keys may be absent that are required otherwise.
    var reportsMissing: Bool
    /// Off where somebody else reports the keys that nobody asked for.
    var reportsUnknown = true

    init(_ node: ConfigurationNode, path: String, report: ReadingReport, reportsMissing: Bool = true) {
        self.node = node
        self.path = path
        self.place = node.place
        self.report = report
        self.reportsMissing = reportsMissing && !node.isPartial
        var entries: [ConfigurationNode.Entry] = []
        var isBroken = node.isBroken
        switch node.content {
        case .mapping(let found):
            entries = found
        case .broken: break
        default:
            report.problem(node.place, path, "this has to be a mapping of keys, it is \(node.kindName)")
            isBroken = true
        }
        self.entries = entries
        self.isBroken = isBroken
    }

    /// The same mapping, to be read in some other way by somebody else. What was asked for already, is known there too;
    /// what is missing there, is not.
    func copy(reportingTo report: ReadingReport) -> Section {
        let copy = Section(node, path: path, report: report, reportsMissing: false)
        copy.known = known
        return copy
    }

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The place of a key, or of the mapping where the key is absent.
    func place(of key: String) -> Place { entries.first { $0.key == key }?.value.place ?? place }

    func problem(_ key: String, _ what: String, hint: String? = nil) {
        report.problem(place(of: key), path(of: key), what, hint: hint)
    }

    func warning(_ key: String, _ what: String, hint: String? = nil, isAboutRuns: Bool = false) {
        report.warning(place(of: key), path(of: key), what, hint: hint, isAboutRuns: isAboutRuns)
    }

    func record(_ key: String, _ value: UnderstoodValue) { understood.set(key, value) }

    // MARK: Finding keys

    /// The entry of a key by its name or one of its other names, whatever its value is.
    func entry(_ key: String, aliases: [String] = []) -> ConfigurationNode.Entry? {
        for name in [key] + aliases where !known.contains(name) { known.append(name) }
        let found = entries.filter { $0.key == key || aliases.contains($0.key) }
        if found.count > 1 {
            report.problem(
                found[1].place, path(of: found[1].key), "this is the same as `\(found[0].key)`, which is there too",
                hint: "keep one of them")
        }
        return found.first
    }

    /// A key's value unless it is absent, null or an empty text.
    func node(_ key: String, aliases: [String] = []) -> ConfigurationNode? {
        guard let entry = entry(key, aliases: aliases), !entry.value.isUnset else { return nil }
        return entry.value
    }

    /// Whether a key has a value; does not count as asking for it.
    func has(_ key: String) -> Bool {
        entries.contains { $0.key == key && !$0.value.isUnset }
    }

    /// Whether everything in a key's value could be read: no hole, nothing broken.
    func isWhole(_ key: String) -> Bool {
        guard let value = entries.first(where: { $0.key == key })?.value else { return true }
        guard case .sequence(let items) = value.content else { return !value.isBroken && !value.isOpen }
        return !value.isPartial && items.allSatisfy { !$0.isBroken && !$0.isOpen }
    }

    /// Reports that a required key is absent or empty.
    func reportMissing(_ key: String, hint: String? = nil) {
        guard reportsMissing else { return }
        if let entry = entries.first(where: { $0.key == key }) {
            guard !entry.value.isBroken else { return }
            report.problem(entry.value.place, path(of: key), "a value is required here, this is empty", hint: hint)
        } else {
            missing.append((key, hint))
        }
    }

    /// A key that is known and cannot be used.
    func refuse(_ key: String, _ what: String, hint: String? = nil) {
        guard let entry = entry(key), !entry.value.isUnset else { return }
        report.problem(entry.place, path(of: key), what, hint: hint)
    }

    /// The keys that nobody asked for, each with the known one that it may be meant to be.
    var unknownKeys: [(entry: ConfigurationNode.Entry, meant: String?)] {
        let unused = known.filter { name in !entries.contains { $0.key == name } }
        return entries.filter { !known.contains($0.key) }.map { entry in
            let match =
                Suggestion.closestMatch(to: entry.key, in: unused)
                ?? Suggestion.closestMatch(to: entry.key, in: known)
            return (entry, match)
        }
    }

    /// Reports the keys that nobody asked for and the required ones that are absent.
    func finish() {
        guard !isBroken else { return }
        let unknown = unknownKeys
        let meant = Set(unknown.compactMap(\.meant))
        for (entry, match) in unknown where reportsUnknown {
            report.problem(
                entry.place, path(of: entry.shownKey), "unknown key",
                hint: match.map { "did you mean `\($0)`?" } ?? list(of: known))
        }
        for (key, hint) in missing where !meant.contains(key) {
            report.problem(place, path(of: key), "this key is required", hint: hint)
        }
    }

    private func list(of keys: [String]) -> String? {
        keys.isEmpty ? nil : "there are: \(keys.sorted().joined(separator: ", "))"
    }
}
