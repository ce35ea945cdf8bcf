package import LifeboatCore

/// Where the backups of `local` and `nfs` storages are kept.
package struct BackupVolume: Sendable, Hashable {
    enum Place: Sendable, Hashable {
        case claim(String)
        /// A folder of a node.
        case hostPath(String)
        /// An NFS export, which the node mounts.
        case nfs(server: String, path: String)

        var kind: PodVolume.Kind {
            switch self {
            case .claim(let claim): .claim(claim)
            case .hostPath(let path): .hostPath(path)
            case .nfs(let server, let path): .nfs(server: server, path: path)
            }
        }
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

    /// `--nfs SERVER:/export[:/path]`; a server that is an IPv6 address stands in brackets.
    package init(nfs text: String) throws(LifeboatError) {
        let form = "as in nas.example.org:/exports/backups, or nas.example.org:/exports/backups:/var/backups"
        guard let colon = text.firstRange(of: ":/"), let server = Self.server(text[..<colon.lowerBound]) else {
            throw LifeboatError(.usage, "this is not SERVER:/export", hint: form)
        }
        let rest = text[text.index(after: colon.lowerBound)...]
        let halves = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        // Servers of version 4 export the root of what they have.
        let export = halves[0] == "/" ? "/" : try MountPath.parse(halves[0], as: form).text
        place = .nfs(server: server, path: export)
        path = halves.count == 2 ? try MountPath.parse(halves[1], as: form) : nil
    }

    private static func server(_ text: Substring) -> String? {
        guard text.hasPrefix("["), text.hasSuffix("]") else {
            return DNSName.isSubdomain(text.lowercased()) ? String(text) : nil
        }
        // Without brackets, as Kubernetes wants it.
        let address = text.dropFirst().dropLast()
        return address.contains(":") && address.allSatisfy { $0.isHexDigit || ":.".contains($0) }
            ? String(address) : nil
    }
}
