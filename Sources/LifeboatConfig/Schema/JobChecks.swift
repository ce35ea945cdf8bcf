import LifeboatCore
import LifeboatSources
import LifeboatStorages

/// What only shows when jobs, sources and storages are looked at together.
struct JobChecks {
    let jobs: [JobSection]
    let report: ReadingReport

    func run() {
        checkNames()
        for job in jobs {
            checkStorages(of: job)
            checkSourceNames(of: job)
            checkTargetNames(of: job)
            for source in job.sources { checkOwnBackups(source, of: job) }
        }
    }

    /// Job names are folders: equal without regard to case is equal.
    private func checkNames() {
        var seen: [String: (name: String, place: Place)] = [:]
        for job in jobs {
            let name = job.configuration.name
            guard !name.isEmpty else { continue }
            let folded = KeyComponent(escaping: name).escaped.lowercased()
            if let first = seen[folded] {
                let what = first.name == name ? "another job has this name" : "another job's name differs only in case"
                job.section.problem("job", what, hint: "it is at \(first.place)")
            } else {
                seen[folded] = (name, job.section.place(of: "job"))
            }
        }
    }

    private func checkStorages(of job: JobSection) {
        var seen: [[String]: Place] = [:]
        for storage in job.storages {
            guard case .local(let local)? = storage.named?.configuration else { continue }
            let folder = PathPattern.components(of: local.folder)
            if let first = seen[folder] {
                storage.section.problem(
                    "backup_dir", "another storage of this job is the same folder", hint: "it is at \(first)")
            } else {
                seen[folder] = storage.section.place(of: "backup_dir")
            }
        }
    }

    private func checkSourceNames(of job: JobSection) {
        var seen: [String: Place] = [:]
        for source in job.sources {
            guard let name = source.named?.name else { continue }
            let folded = KeyComponent(escaping: name).escaped.lowercased()
            if let first = seen[folded] {
                source.section.problem("name", "another source of this job has this name", hint: "it is at \(first)")
            } else {
                seen[folded] = source.section.place(of: "name")
            }
        }
    }

    // MARK: Targets

    /// A path's target is named by its last component. What globs match shows only when the job runs.
    private func checkTargetNames(of job: JobSection) {
        var seen: [String: Place] = [:]
        for source in job.sources {
            for (path, value) in targets(of: source) where !PathPattern.isPattern(path) {
                guard let last = PathPattern.components(of: path).last else { continue }
                let name = (source.named?.name.map { $0 + "." } ?? "") + last
                let folded = KeyComponent(escaping: name).escaped.lowercased()
                let place = value.place ?? source.section.place
                if let first = seen[folded] {
                    report.problem(
                        place, source.section.path(of: "target"),
                        "two targets of this job would both be named \(shown(name, value))",
                        hint: "the other is at \(first); put them into sources that have a `name`")
                } else {
                    seen[folded] = place
                }
            }
        }
    }

    /// A backup that contains the backups before it grows without end.
    private func checkOwnBackups(_ source: SourceSection, of job: JobSection) {
        guard case .files(let files)? = source.named?.configuration else { return }
        for storage in job.storages {
            guard case .local(let local)? = storage.named?.configuration else { continue }
            let folder = PathPattern.components(of: local.folder)
            for (target, value) in targets(of: source) {
                guard let depth = depth(of: target, above: folder) else { continue }
                let inner = folder + [KeyComponent(escaping: job.configuration.name).escaped]
                guard !isExcluded(inner, below: depth, by: files.excludes) else { continue }
                report.problem(
                    value.place ?? source.section.place, source.section.path(of: "target"),
                    "this contains the job's own backups, which would grow without end",
                    hint:
                        "add the `backup_dir` of \(storage.section.place(of: "backup_dir")) to `excludes`, or keep the backups elsewhere"
                )
                break
            }
        }
    }

    private func targets(of source: SourceSection) -> [(path: String, value: UnderstoodValue)] {
        guard source.named != nil, case .list(let values)? = source.section.understood["target"]?.content else {
            return []
        }
        return values.compactMap { value in
            guard case .text(let path) = value.content, path.hasPrefix("/") else { return nil }
            return (path, value)
        }
    }

    /// How many components of `folder` a target takes that holds it; `nil` when it does not.
    private func depth(of target: String, above folder: [String]) -> Int? {
        let pattern = PathPattern(target)
        return (0...folder.count).first { pattern.matches(folder[..<$0]) }
    }

    private func isExcluded(_ path: [String], below depth: Int, by excludes: [String]) -> Bool {
        excludes.contains { exclude in
            let pattern = PathPattern(exclude)
            let starts = exclude.hasPrefix("/") ? [0] : Array(depth..<max(path.count, depth + 1))
            return starts.contains { start in
                (max(start, depth) + 1..<path.count + 1).contains { pattern.matches(path[start..<$0]) }
            }
        }
    }

    private func shown(_ name: String, _ value: UnderstoodValue) -> String {
        guard case .template = value.origin else { return Quoting.quoted(name) }
        return "the same"
    }
}
