import LifeboatConfig
import LifeboatNotifiers
import LifeboatSources
import LifeboatStorages

/// Which volumes the pod of a job needs: nothing where all is remote.
struct PodVolumes {
    let job: JobConfiguration
    let settings: ManifestSettings
    private let survey: ConfigurationSurvey
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
        self.survey = survey
        self.destination = destination
        usesSSH = survey.storageTypes(of: job).contains(.scp)
        // A restore to elsewhere does not need what is backed up, and it may be gone.
        if destination?.writesData ?? true { addData() }
        addBackups()
        addSecrets()
        addTemporary()
        addDestination()
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
            case .hostPath, .nfs, .empty: false
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

    /// Mounts something. What is mounted already, for whatever it may be, is mounted once more: a pod with two volumes of one
    /// claim never starts.
    private mutating func add(
        _ word: String, _ kind: PodVolume.Kind, at mount: PodVolume.Mount, isForeign: Bool = false,
        comment: String? = nil
    ) {
        let known: Int? =
            if case .empty = kind { nil } else { volumes.firstIndex { $0.kind == kind } }
        if let known {
            volumes[known].mounts.append(mount)
            volumes[known].isForeign = volumes[known].isForeign || isForeign
            if let comment, volumes[known].comment?.contains(comment) != true {
                volumes[known].comment = [volumes[known].comment, comment].compactMap(\.self).joined(separator: "\n")
            }
        } else {
            let count = volumes.count { $0.name == word || $0.name.hasPrefix("\(word)-") }
            volumes.append(
                PodVolume(
                    name: count == 0 ? word : "\(word)-\(count + 1)", kind: kind, mounts: [mount],
                    isForeign: isForeign, comment: comment))
        }
    }

    private static let foreignClaim = """
        It may be an application's, so that its files keep their group and mode: the pod's user has to be allowed
        to write there, or --run-as names another one.
        """

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
        for claim in used {
            add(
                "data", .claim(claim.claim),
                at: PodVolume.Mount(path: claim.path, isReadOnly: destination == nil), isForeign: true,
                comment: settings.sameNodeAs.isEmpty && settings.node == nil
                    ? """
                    A claim that is ReadWriteOnce can only be mounted on the node where its application runs:
                    name that application's pods with --same-node-as, or the node with --node.
                    """ : nil)
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
        for storage in job.storages {
            guard let path = Self.folder(of: storage) else { continue }
            guard let volume = holding(path) ?? settings.backupVolumes.first(where: { $0.path == nil }) else {
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
        for file in writtenFiles {
            guard let volume = holding(file.path), let place = volume.path else {
                problems.append(
                    Problem(
                        survey.configuration.understood["main"]?.place, file.key,
                        "\(file.path.text) cannot be written in the pod", hint: file.hint))
                continue
            }
            if !mounted.contains(where: { $0.volume == volume }) { mounted.append((volume, place)) }
        }
        for (volume, path) in mounted {
            add(
                "backups", volume.place.kind, at: PodVolume.Mount(path: path, isReadOnly: destination != nil),
                comment: comment(on: volume.place))
        }
    }

    /// Of the volumes that hold a path the nearest one.
    private func holding(_ path: MountPath) -> BackupVolume? {
        settings.backupVolumes.filter { $0.path?.holds(path) == true }
            .max { ($0.path?.depth ?? 0) < ($1.path?.depth ?? 0) }
    }

    /// What a person has to see to.
    private func comment(on place: BackupVolume.Place) -> String? {
        let owner = settings.runAs.user.map { "belong to uid \($0)" } ?? "be writable for the pod's user"
        switch place {
        case .claim(let claim):
            guard destination == nil, settings.dataClaims.contains(where: { $0.claim == claim }) else { return nil }
            return Self.foreignClaim
        case .hostPath:
            return """
                A folder of the node: the namespace has to be at the Pod Security level `privileged`, baseline and
                restricted refuse it. The folder has to be there and \(owner).
                """
        case .nfs:
            let squash = settings.runAs.user == 0 ? ";\nmost servers take root for nobody (root_squash)" : ""
            return """
                An export: the namespace has to be at the Pod Security level `baseline`. Restricted refuses it, and takes a claim
                of the same export: --backup-pvc. The export's folder has to \(owner)\(squash).
                """
        }
    }

    /// nil where a storage is remote.
    private static func folder(of storage: NamedStorage) -> MountPath? {
        switch storage.configuration {
        case .local(let local): MountPath(of: local.folder)
        case .nfs(let nfs): MountPath(of: nfs.folder)
        case .scp, .s3, .ftp, .smb, .rclone, .webdav: nil
        }
    }

    private func missing(_ storage: NamedStorage, _ path: MountPath) -> Problem {
        let others =
            if case .nfs = storage.configuration {
                "--nfs SERVER:/export:\(path.text)"
            } else {
                "--host-path PATH:\(path.text) --node NODE"
            }
        return Problem(
            job.place, "",
            "the storage \(storage.name) of the job \(job.name) keeps backups in \(path.text), on no volume of the pod",
            hint: "--backup-pvc CLAIM:\(path.text), or \(others)")
    }

    /// What a run writes besides the backups; a restore writes none of it.
    private var writtenFiles: [(key: String, path: MountPath, hint: String)] {
        guard destination == nil else { return [] }
        let main = survey.configuration.main
        var files: [(String, MountPath, String)] = []
        if let log = main.logFile, !["/dev/stdout", "/dev/stderr"].contains(log) {
            files.append(
                ("main.log_file", MountPath(of: log), "log_file: /dev/stdout, which `kubectl logs` shows"))
        }
        if let folder = main.metrics.textfile {
            let path = MountPath(of: folder)
            files.append(
                (
                    "main.metrics.textfile", path,
                    "--host-path \(path.text):\(path.text) --node NODE, or `pushgateway` in the place of `textfile`"
                ))
        }
        return files
    }

    // MARK: What else there is

    private mutating func addSecrets() {
        for folder in survey.folders(settings.secretFolders, for: job) {
            add("secrets", .secret(folder.secret), at: PodVolume.Mount(path: folder.path, isReadOnly: true))
        }
    }

    private mutating func addDestination() {
        let mount = PodVolume.Mount(path: RestoreDestination.folder)
        switch destination {
        case .claim(let claim):
            add("restored", .claim(claim), at: mount, isForeign: true, comment: Self.foreignClaim)
        case .scratch(let size): add("restored", .empty(limit: size), at: mount)
        case .server, .beside, .original, nil: break
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
        let isThere = volumes.contains { volume in
            volume.mounts.contains { !$0.isReadOnly && $0.path.holds(path) }
        }
        guard !isThere else { return }
        add(
            "work", .empty(limit: settings.temporarySize), at: PodVolume.Mount(path: path),
            comment: job.type == .etcd ? "Room for the whole database: etcdctl cannot write to a pipe." : nil)
    }

    // MARK: Where things cannot be mounted

    private mutating func checkPaths() {
        var seen: Set<MountPath> = []
        for path in volumes.flatMap({ $0.mounts.map(\.path) }) {
            if !seen.insert(path).inserted {
                refuse(path, "two volumes of the job \(job.name) would be mounted at \(path.text)")
            }
            if let folder = readOnlyFolders.first(where: { $0.holds(path) && $0 != path }) {
                refuse(path, "nothing can be mounted at \(path.text), since \(folder.text) is read-only in the pod")
            }
            for folder in [ConfigurationVolume.path, Self.program] where path.holds(folder) {
                refuse(path, "what is mounted at \(path.text) would hide \(folder.text) of the pod")
            }
        }
    }

    /// Where the image has Lifeboat itself.
    private static let program = MountPath(of: "/opt/lifeboat")

    /// Nobody can make a place to mount at in what Kubernetes fills with files.
    private var readOnlyFolders: [MountPath] {
        let secrets = volumes.filter { if case .secret = $0.kind { true } else { false } }
        return [ConfigurationVolume.path] + secrets.flatMap { $0.mounts.map(\.path) }
    }

    private mutating func refuse(_ path: MountPath, _ what: String) {
        problems.append(Problem(job.place, "", what, hint: "mount one of them elsewhere"))
    }
}
