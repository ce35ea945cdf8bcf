import LifeboatCore

/// What the configured patterns of a source lead to: targets that can be dumped, and what cannot be, each with its
/// reason.
///
/// A pattern that matches nothing is a failure, and not one of the others': it is a target too, whose dump throws. So
/// it is named in the report and in the run record, and all the rest is backed up.
struct PatternTargets: Sendable {
    private var found: [Target] = []
    private var problems: [Target: LifeboatError] = [:]

    /// - Parameters:
    ///   - patterns: as configured. Each is expanded once.
    ///   - expand: the targets that a pattern leads to; throws when there are none.
    init(_ patterns: [String], _ expand: (String) throws -> [Target]) {
        var origins: Set<String> = []
        var broken: [(pattern: String, problem: LifeboatError)] = []
        for pattern in patterns {
            do {
                found += try expand(pattern).filter { origins.insert($0.origin).inserted }
            } catch {
                broken.append((pattern, LifeboatError(wrapping: error)))
            }
        }
        refuseClashes()
        // A plain path has the name that its backups have, unless another has it; what is no path is shown whole.
        for (pattern, problem) in broken { add(pattern, problem, asWhole: false) }
    }

    /// In the order of the patterns; those that cannot be dumped at the end.
    var all: [Target] { found }

    /// Throws for a target that cannot be dumped. The first thing that a dump does.
    func check(_ target: Target) throws {
        if let problem = problems[target] { throw problem }
    }

    /// What a probe says: a line for each target. Throws when anything is wrong with any of them, and names them all.
    func probe(_ describe: (Target) throws -> String) throws -> [String] {
        var lines: [String] = []
        var failures: [LifeboatError] = []
        for target in found {
            do {
                try check(target)
                lines.append(try describe(target))
            } catch {
                failures.append(LifeboatError(wrapping: error))
            }
        }
        guard let first = failures.first else { return lines }
        guard failures.count > 1 else { throw first }
        throw LifeboatError(
            first.kind, "\(failures.count) targets cannot be backed up",
            why: failures.map(\.summary).joined(separator: "\n"), hint: first.hint)
    }

    /// Targets of one name would share one history, and nobody could tell which of them a backup is of: none of them is
    /// dumped, under names that tell them apart.
    private mutating func refuseClashes() {
        let groups = Dictionary(grouping: found, by: \.name).filter { $0.value.count > 1 }
        found.removeAll { groups[$0.name] != nil }
        for (name, clashing) in groups.sorted(by: { $0.key < $1.key }) {
            for target in clashing {
                let others = clashing.map(\.origin).filter { $0 != target.origin }.joined(separator: "` and `")
                add(
                    target.origin,
                    LifeboatError(
                        .configuration, "`\(target.origin)` and `\(others)` would both be named `\(name)`",
                        hint: "put them into two sources, each with a `name` of its own"), asWhole: true)
            }
        }
    }

    private mutating func add(_ pattern: String, _ problem: LifeboatError, asWhole: Bool) {
        guard !found.contains(where: { $0.origin == pattern }) else { return }
        let last = pattern.split(separator: "/").last.map(String.init) ?? pattern
        let isWhole = asWhole || Glob(pattern).isPattern || found.contains { $0.name == last }
        let target = Target(name: isWhole ? pattern : last, fileExtension: "", origin: pattern, isPlaceholder: isWhole)
        found.append(target)
        problems[target] = problem
    }
}
