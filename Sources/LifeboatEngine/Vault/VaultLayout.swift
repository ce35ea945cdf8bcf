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
/// A target's name that is empty or too long for a file's name is `dump` in the object's.
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
        let whole = (target.isEmpty ? shortName : target) + suffixes
        let name = KeyComponent(escaping: whole)
        // Cut to its length it would lose the suffixes, which say how to open it; the receipt holds the full name.
        if name.name == nil { return KeyComponent(escaping: shortName + suffixes) }
        // A dump that happens to be called `receipt.json` must not be taken for one.
        return file(name) == .object ? name : KeyComponent(escaping: whole, reserved: [whole])
    }

    /// What the object's name says beyond its target's, without the suffixes of its encodings: `tar`; nothing where
    /// there is no suffix.
    static func fileExtension(ofObject object: String, target: String, encodings: [Encoding]) -> String {
        let name = KeyComponent(escaped: object)?.name ?? object
        var rest =
            [target, shortName].first { !$0.isEmpty && name.hasPrefix($0) }.map { name.dropFirst($0.count) }
            ?? name[...]
        for encoding in encodings.reversed() where rest.hasSuffix("." + encoding.suffix) {
            rest = rest.dropLast(encoding.suffix.count + 1)
        }
        return String(rest.drop { $0 == "." })
    }

    /// Stands for a target's name that is empty or too long for a file's.
    private static let shortName = "dump"

    /// Whether a file is named as the object of this target would be.
    static func isObjectName(_ file: KeyComponent, of target: KeyComponent) -> Bool {
        [target.escaped, shortName].contains { file.escaped == $0 || file.escaped.hasPrefix($0 + ".") }
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
        // A long server's name is cut and ends in a hash.
        if name.hasPrefix(serverPrefix), name.hasSuffix(recordSuffix) || component.name == nil { return .serverMark }
        guard name.hasSuffix(recordSuffix) else { return .object }
        if name.hasPrefix(findingPrefix), let finding = Finding(fileName: name) { return .finding(finding) }
        return .object
    }
}
