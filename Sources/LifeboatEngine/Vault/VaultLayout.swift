import LifeboatCore

/// The names in a vault:
///
///     <job>/<target>/<id>/<target>.<extension>[.gz|.zst|.age]   the object
///     <job>/<target>/<id>/receipt.json                          the commit point
///     <job>/<target>/<id>/omissions.json                        there only when the backup is partial
///     <job>/<target>/<id>/server-<name>.json                    there only when the job names its server
///     <job>/<target>/<id>/verify-<time>-<ok|bad>.json           later findings
///     <job>/runs/<id>.json                                      run records
///
/// What a listing must know is in the names, so that it need not open a file for each backup.
enum VaultLayout {
    static let receipt = "receipt.json"
    static let omissions = "omissions.json"
    static let runs = "runs"
    private static let serverPrefix = "server-"
    private static let findingPrefix = "verify-"
    private static let recordSuffix = ".json"

    /// `runs` is taken; a target of that name is escaped.
    static func targetComponent(_ name: String) -> KeyComponent { KeyComponent(escaping: name, reserved: [runs]) }

    static func objectName(target: String, fileExtension: String, encodings: [Encoding]) -> KeyComponent {
        let suffixes = ([fileExtension] + encodings.map(\.suffix)).filter { !$0.isEmpty }.map { "." + $0 }.joined()
        let name = KeyComponent(escaping: target + suffixes)
        // A dump that happens to be called `receipt.json` must not be taken for one.
        return file(name) == .object ? name : KeyComponent(escaping: target + suffixes, reserved: [target + suffixes])
    }

    static func serverMark(_ server: String) -> KeyComponent {
        KeyComponent(escaping: serverPrefix + server + recordSuffix)
    }

    static func finding(at time: String, ok: Bool) -> String {
        findingPrefix + time + (ok ? "-ok" : "-bad") + recordSuffix
    }

    static func runRecord(_ id: BackupID) -> String { id.text + recordSuffix }

    static func runID(of component: KeyComponent) -> BackupID? {
        guard component.escaped.hasSuffix(recordSuffix) else { return nil }
        return BackupID(String(component.escaped.dropLast(recordSuffix.count)))
    }

    /// What a file beside an object is, by its name.
    enum File: Equatable {
        case receipt
        case omissions
        case serverMark
        case finding(Finding)
        case object
    }

    static func file(_ component: KeyComponent) -> File {
        let name = component.escaped
        if name == receipt { return .receipt }
        if name == omissions { return .omissions }
        guard name.hasSuffix(recordSuffix) else { return .object }
        if name.hasPrefix(serverPrefix) { return .serverMark }
        if name.hasPrefix(findingPrefix), let finding = Finding(fileName: name) { return .finding(finding) }
        return .object
    }
}
