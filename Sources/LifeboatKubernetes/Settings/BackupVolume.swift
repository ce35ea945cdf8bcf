package import LifeboatCore

/// Where the backups of `local` storages are kept.
package struct BackupVolume: Sendable, Hashable {
    enum Place: Sendable, Hashable {
        case claim(String)
        /// A folder of a node.
        case hostPath(String)
    }

    let place: Place
    /// Where it is mounted; nil is the `backup_dir` of the storage that it is for.
    let path: MountPath?

    /// `--backup-pvc CLAIM[:/path]`
    package init(claim text: String) throws(LifeboatError) {
        let form = "as in backups, or backups:/var/backups"
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard DNSName.isSubdomain(halves[0]) else {
            throw LifeboatError(.usage, "`\(halves[0])` cannot be the name of a PersistentVolumeClaim", hint: form)
        }
        place = .claim(halves[0])
        path = halves.count == 2 ? try MountPath.parse(halves[1], as: form) : nil
    }

    /// `--host-path PATH[:/path]`
    package init(hostPath text: String) throws(LifeboatError) {
        let form = "as in /var/backups/k8s, or /var/backups/k8s:/var/nxs-backup"
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        place = .hostPath(try MountPath.parse(halves[0], as: form).text)
        path = halves.count == 2 ? try MountPath.parse(halves[1], as: form) : nil
    }
}
