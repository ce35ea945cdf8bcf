import LifeboatConfig
import LifeboatSources
import LifeboatStorages

/// Which volumes the pod of a job needs: nothing where all is remote.
struct PodVolumes {
    let job: JobConfiguration
    let settings: ManifestSettings
    let secretFolders: [SecretFolder]
    /// nil for a backup.
    let destination: RestoreDestination?
    /// Whether a storage is reached with ssh.
    let usesSSH: Bool

    private(set) var volumes: [PodVolume] = []
    private(set) var problems: [Problem] = []

    init(
        _ job: JobConfiguration, of survey: ConfigurationSurvey, _ settings: ManifestSettings,
        restoringTo destination: RestoreDestination? = nil
    ) {
        self.job = job
        self.settings = settings
        secretFolders = survey.folders(settings.secretFolders, for: job)
        self.destination = destination
        usesSSH = survey.storageTypes(of: job).contains(.scp)
        // A restore to elsewhere does not need what is backed up, and it may be gone.
        if destination?.writesData ?? true { addData() }
        addBackups()
        addSecrets()
        addTemporary()
        if let volume = destination?.volume { volumes.append(volume) }
        checkPaths()
        shareSecrets()
    }

    /// Whether the files of claims and Secrets have to be given to the pod's group, so that it may write to the ones and read the
    /// others. It would be done to every claim of the pod that is not read-only, and those of an application stay as they are.
    /// Root needs none.
    var needsGroup: Bool {
        guard settings.runAs.user != 0, !writesForeign else { return false }
        return volumes.contains { volume in
            switch volume.kind {
            case .claim: !volume.isReadOnly
            case .secret: true
            case .hostPath, .empty: false
            }
        }
    }

    /// Whether a claim that an application has files on is written to, whatever else it is used for.
    private var writesForeign: Bool {
        let foreign = Set(settings.dataClaims.map(\.claim))
        return volumes.contains { volume in
            guard case .claim(let claim) = volume.kind, !volume.isReadOnly else { return false }
            return volume.isForeign || foreign.contains(claim)
        }
    }

    // MARK: What is backed up

    private mutating func addData() {
        var used: [DataClaim] = []
        switch job.type {
        // Nobody can tell what a command reads; a physical copy reads the server's own folder.
        case .external, .xtrabackup: used = settings.dataClaims
        default:
            for target in Self.targets(of: job) {
                let path = MountPath(fixedPartOf: target)
                let found = settings.dataClaims.filter { $0.path.holds(path) || path.holds($0.path) }
                used += found.filter { !used.contains($0) }
                guard found.isEmpty else { continue }
                problems.append(
                    Problem(
                        job.place, "", "the target \(target) lies on no volume of the pod",
                        hint: "--pvc CLAIM:\(path.text)"))
            }
        }
        for (index, claim) in used.enumerated() {
            volumes.append(
                PodVolume(
                    name: Self.name("data", index), kind: .claim(claim.claim), isReadOnly: destination == nil,
                    isForeign: true, paths: [claim.path],
                    comment: settings.sameNodeAs.isEmpty && settings.node == nil
                        ? """
                        A claim that is ReadWriteOnce can only be mounted on the node where its application runs:
                        name that application's pods with --same-node-as, or the node with --node.
                        """ : nil))
        }
    }

    private static func targets(of job: JobConfiguration) -> [String] {
        job.sources.flatMap { source in
            switch source.configuration {
            case .files(let files): files.targets
            case .sqlite(let sqlite): sqlite.targets
            default: [String]()
            }
        }
    }

    // MARK: Where the backups are kept

    private mutating func addBackups() {
        var mounted: [(volume: BackupVolume, path: MountPath)] = []
        for (storage, folder) in Self.folders(of: job) {
            let path = MountPath(of: folder)
            let holding = settings.backupVolumes.filter { $0.path?.holds(path) == true }
                .max { ($0.path?.depth ?? 0) < ($1.path?.depth ?? 0) }
            guard let volume = holding ?? settings.backupVolumes.first(where: { $0.path == nil }) else {
                problems.append(missing(storage, path))
                continue
            }
            let place = volume.path ?? path
            if volume.path == nil, mounted.contains(where: { $0.volume == volume && $0.path != place }) {
                problems.append(
                    Problem(
                        job.place, "", "two local storages of the job \(job.name) would be the same folder",
                        hint: "say where the volume is mounted, above both of them: CLAIM:/path"))
            }
            if !mounted.contains(where: { $0.volume == volume && $0.path == place }) { mounted.append((volume, place)) }
        }
        for (index, (volume, path)) in mounted.enumerated() {
            volumes.append(backups(on: volume, at: path, Self.name("backups", index)))
        }
    }

    private func backups(on volume: BackupVolume, at path: MountPath, _ name: String) -> PodVolume {
        switch volume.place {
        case .claim(let claim):
            return PodVolume(name: name, kind: .claim(claim), isReadOnly: destination != nil, paths: [path])
        case .hostPath(let host):
            let owner = settings.runAs.user.map { "belong to uid \($0)" } ?? "be writable for the pod's user"
            return PodVolume(
                name: name, kind: .hostPath(host), isReadOnly: destination != nil, paths: [path],
                comment: """
                    A folder of the node: the namespace has to be at the Pod Security level `privileged`, baseline and
                    restricted refuse it. The folder has to be there and \(owner).
                    """)
        }
    }

    private static func folders(of job: JobConfiguration) -> [(storage: String, folder: String)] {
        job.storages.compactMap { storage in
            switch storage.configuration {
            case .local(let local): (storage.name, local.folder)
            case .nfs(let nfs): (storage.name, nfs.folder)
            case .scp, .s3, .ftp, .smb, .rclone, .webdav: nil
            }
        }
    }

    private func missing(_ storage: String, _ path: MountPath) -> Problem {
        Problem(
            job.place, "",
            "the storage \(storage) of the job \(job.name) keeps backups in \(path.text), on no volume of the pod",
            hint: "--backup-pvc CLAIM:\(path.text), or --host-path PATH:\(path.text) --node NODE")
    }

    // MARK: What else there is

    private mutating func addSecrets() {
        for (index, folder) in secretFolders.enumerated() {
            volumes.append(
                PodVolume(
                    name: Self.name("secrets", index), kind: .secret(folder.secret), isReadOnly: true,
                    paths: [folder.path]))
        }
    }

    /// Who may read the files of Secrets, which belong to root: as few as can be, since libpq and ssh refuse a private key that
    /// everybody can read.
    private mutating func shareSecrets() {
        for index in volumes.indices {
            guard case .secret = volumes[index].kind else { continue }
            if settings.runAs.user == 0 {
                volumes[index].mode = 0o400
            } else if settings.runAs.user != nil, writesForeign {
                volumes[index].mode = 0o444
                volumes[index].comment = """
                    Everybody in the pod can read these: the pod writes to a claim of an application, whose files a group for
                    the pod would change. libpq refuses such a private key; with --run-as 0 only root reads it.
                    """
            } else {
                volumes[index].mode = 0o440
            }
        }
    }

    /// Backups are never staged; but some tools cannot write to a pipe, or want a folder of their own.
    private mutating func addTemporary() {
        let path: MountPath
        switch job.type {
        case .etcd, .external:
            guard let folder = job.temporaryFolder else { return }
            path = MountPath(of: folder)
        case .xtrabackup: path = MountPath(of: "/tmp")
        default: return
        }
        let isThere = volumes.contains { volume in !volume.isReadOnly && volume.paths.contains { $0.holds(path) } }
        guard !isThere else { return }
        volumes.append(
            PodVolume(
                name: "work", kind: .empty(limit: settings.temporarySize), paths: [path],
                comment: job.type == .etcd ? "Room for the whole database: etcdctl cannot write to a pipe." : nil))
    }

    private mutating func checkPaths() {
        var seen: Set<MountPath> = [ConfigurationVolume.path]
        for path in volumes.flatMap(\.paths) where !seen.insert(path).inserted {
            let problem = Problem(
                job.place, "", "two volumes of the job \(job.name) would be mounted at \(path.text)",
                hint: "mount one of them elsewhere")
            if !problems.contains(problem) { problems.append(problem) }
        }
    }

    private static func name(_ word: String, _ index: Int) -> String { index == 0 ? word : "\(word)-\(index + 1)" }
}
