import LifeboatCore
import LifeboatStorages

/// Reads one storage of a job.
struct StorageSection {
    let section: Section
    let isEnabled: Bool
    /// The key `name`.
    let givenName: String?
    /// The type, for a name of its own; `storage` where it is not known.
    let typeName: String
    /// `nil` when it is disabled, this version has no such storage, or it could not be read.
    private(set) var named: NamedStorage?

    init(_ section: Section) {
        self.section = section
        guard !section.isBroken else {
            isEnabled = true
            givenName = nil
            typeName = "storage"
            return
        }
        let kind = section.requiredText("storage", hint: "as in `- storage: local`")
        let isEnabled = section.boolean("enable", default: true)
        self.isEnabled = isEnabled
        // What is switched off need not be complete: its variables may be empty.
        if !isEnabled { section.reportsMissing = false }
        let type = Self.type(kind, in: section)
        typeName = type?.rawValue ?? "storage"
        givenName = section.text("name")
        if let givenName, givenName.isEmpty || givenName.unicodeScalars.contains(where: { $0.value < 33 }) {
            section.problem("name", "this cannot be the name of a storage", hint: "a name has no spaces")
        }
        let retention = Self.retention(section)
        let required = section.boolean("required", default: true)
        let stallTimeout = section.positiveDuration("stall_timeout", default: .seconds(300))
        let netRate = section.rate("net_rate")
        guard let type else {
            UntypedMapping.check(section, as: StorageType.allCases) { _ = Self.configuration($0, $1) }
            return
        }
        let configuration = Self.configuration(section, type)
        guard isEnabled, let configuration else { return }
        named = NamedStorage(
            name: givenName ?? typeName, configuration: configuration, required: required, retention: retention,
            stallTimeout: stallTimeout, netRate: netRate)
    }

    /// Gives it a name that no other storage of the job has.
    mutating func setName(_ name: String) {
        named?.name = name
        if !section.isBroken { section.record("name", UnderstoodValue(.text(name), .byDefault)) }
    }

    /// The type, or the one that is evidently meant; nil where that is not known.
    private static func type(_ name: String, in section: Section) -> StorageType? {
        guard !name.isEmpty else { return nil }
        guard let type = StorageType(name: name) else {
            let names = StorageType.names
            let match = Suggestion.closestMatch(to: name, in: names)
            section.problem(
                "storage", "there is no such storage",
                hint: match.map { "did you mean `\($0)`?" } ?? "supported: \(names.joined(separator: ", "))")
            return Suggestion.onlyMatch(to: name, in: names).flatMap(StorageType.init(name:))
        }
        if let origin = section.understood["storage"]?.origin {
            section.record("storage", UnderstoodValue(.text(type.rawValue), origin))
        }
        return type
    }

    private static func configuration(_ section: Section, _ type: StorageType) -> StorageConfiguration? {
        switch type {
        case .local:
            let folder = section.requiredAbsolutePath("backup_dir", hint: "the folder that the backups are kept in")
            return folder.isEmpty ? nil : .local(LocalStorageConfiguration(folder: folder))
        case .scp: return SFTPKeys.read(section).map(StorageConfiguration.scp)
        case .s3: return S3Keys.read(section).map(StorageConfiguration.s3)
        case .ftp: return FTPKeys.read(section).map(StorageConfiguration.ftp)
        case .smb: return SMBKeys.read(section).map(StorageConfiguration.smb)
        case .nfs: return NFSKeys.read(section).map(StorageConfiguration.nfs)
        case .rclone: return RcloneKeys.read(section).map(StorageConfiguration.rclone)
        case .webdav: return WebDAVKeys.read(section).map(StorageConfiguration.webdav)
        }
    }

    private static func retention(_ section: Section) -> RetentionPolicy {
        let store =
            section.section("store")
            ?? Section(
                ConfigurationNode(content: .mapping([]), place: section.place), path: section.path(of: "store"),
                report: section.report)
        let range = 0...100_000
        let policy = RetentionPolicy(
            days: store.integer("days", in: range, default: 0) ?? 0,
            weeks: store.integer("weeks", in: range, default: 0) ?? 0,
            months: store.integer("month", aliases: ["months"], in: range, default: 0) ?? 0)
        section.adopt("store", store)
        return policy
    }
}
