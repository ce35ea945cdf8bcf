package import LifeboatConfig

/// Where in the cluster a backup is restored to.
package enum RestoreDestination: Sendable, Hashable {
    /// The URL of a server.
    case server(String)
    /// A folder on a PersistentVolumeClaim.
    case claim(String)
    /// A folder that is gone with the pod, with so much room: a try whether it restores.
    case scratch(size: String)
    /// Beside the original, under this name.
    case beside(String)
    /// Over the original.
    case original

    /// Where a folder to restore to is mounted.
    static let folder = MountPath(of: "/restored")

    /// Whether the pod writes to the volumes that are backed up.
    var writesData: Bool {
        switch self {
        case .beside, .original: true
        case .server, .claim, .scratch: false
        }
    }

    /// Whether backups of a type go there; what is a server's own, only a server can take.
    package func takes(_ type: JobType) -> Bool {
        switch self {
        case .claim, .scratch: ![.mysql, .postgresql].contains(type)
        case .server: !type.serverSchemes.isEmpty
        case .beside, .original: true
        }
    }

    /// What the arguments do not say: where the folder lies that is restored into.
    var volume: [String] {
        switch self {
        case .claim(let claim): ["claim", claim]
        case .scratch, .server, .beside, .original: []
        }
    }

    /// - Parameter name: of the folder, below the one that is mounted: a new volume is not always empty.
    func arguments(_ name: String) -> [String] {
        switch self {
        case .server(let url): ["--to", url]
        case .claim: ["--to", "\(Self.folder.text)/\(name)"]
        // Nobody will ever need the owners.
        case .scratch: ["--to", "\(Self.folder.text)/\(name)", "--any-owner"]
        case .beside(let name): ["--as", name]
        case .original: ["--in-place"]
        }
    }
}
