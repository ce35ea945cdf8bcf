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
            checkTemporaryFolder(of: job)
            for source in job.sources { checkOwnBackups(source, of: job) }
        }
    }

    private func checkTemporaryFolder(of job: JobSection) {
        guard job.configuration.type == .etcd, job.configuration.temporaryFolder == nil else { return }
        job.section.problem(
            "tmp_dir", "etcd needs this key, here or in `main`",
            hint: "a folder with room for the database: etcdctl cannot write a snapshot to a pipe")
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
            guard let configuration = storage.named?.configuration else { continue }
            let folder: [String]
            switch configuration {
            case .local, .nfs: folder = ConfiguredPath.components(of: configuration.location)
            case .scp(let scp):
                folder = ["\(scp.user)@\(scp.host):\(scp.port)"] + ConfiguredPath.components(of: scp.folder)
            case .s3, .ftp, .smb, .webdav: folder = [configuration.location]
            case .rclone(let rclone): folder = [configuration.location, rclone.configurationFile ?? ""]
            }
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
        // A name that is not known may make the difference.
        for source in job.sources where source.section.isWhole("name") {
            for (path, value) in targets(of: source) where !ConfiguredPath.isPattern(path) {
                guard let last = ConfiguredPath.components(of: path).last else { continue }
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
        guard case .files(let files)? = source.named?.configuration, source.section.isWhole("excludes"),
            !job.configuration.name.isEmpty
        else { return }
        for storage in job.storages {
            guard let path = storage.named?.configuration.folder else { continue }
            let folder = ConfiguredPath.components(of: path)
            for (target, value) in targets(of: source) {
                let inner = folder + [KeyComponent(escaping: job.configuration.name).escaped]
                guard takes(target, FileExcludes(files.excludes), inner) else { continue }
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

    /// Whether a target, or one of those that a glob gives, would take a folder that lies below it: asked in the words
    /// of the source, going down as it does.
    private func takes(_ target: String, _ excludes: FileExcludes, _ inner: [String]) -> Bool {
        let path = inner.map { Array($0.utf8) }
        let glob = Glob("/" + ConfiguredPath.components(of: target).joined(separator: "/"))
        let slash = UInt8(ascii: "/")
        return path.indices.contains { depth in
            guard glob.canExpand(to: path[..<depth]) else { return false }
            let root = [slash] + path[..<depth].joined(separator: [slash])
            // A plain path that is excluded itself stays an error: it gives nothing to back up.
            if glob.isPattern, excludes.excludesTarget(root) { return false }
            guard let isExcluded = excludes.below(root) else { return true }
            return !(depth..<path.count).contains { end in
                Array(path[depth...end].joined(separator: [slash])).withUnsafeBytes { isExcluded($0, true) }
            }
        }
    }

    private func shown(_ name: String, _ value: UnderstoodValue) -> String {
        guard case .template = value.origin else { return Quoting.quoted(name) }
        return "the same"
    }
}
