/// The configuration as a pod sees it: the main settings, and the one job in `conf.d` beside them.
struct ConfigurationVolume {
    /// Where the pod has it from.
    enum Origin {
        /// Objects of their own, which stay while pods come and go.
        case maps(main: ConfigMapManifest, job: ConfigMapManifest)
        /// The pod's own annotations: what runs once leaves nothing behind.
        case annotations(main: ConfigurationFile, job: ConfigurationFile)
    }

    static let path = MountPath(of: "/etc/lifeboat")
    static let name = "configuration"
    /// Kubernetes takes 256 KiB of an object's annotations, and `kubectl apply` keeps the whole Job, escaped, in one of it.
    static let annotationLimit = 96 << 10

    let origin: Origin

    static var mount: ManifestNode {
        ["name": .text(name), "mountPath": .text(path.text), "readOnly": true]
    }

    var node: ManifestNode {
        let sources: [ManifestNode] =
            switch origin {
            case .maps(let main, let job): [Self.source(main, below: ""), Self.source(job, below: "conf.d/")]
            case .annotations(let main, let job):
                [["downwardAPI": ["items": [Self.item(main, below: ""), Self.item(job, below: "conf.d/")]]]]
            }
        return ["name": .text(Self.name), "projected": ["sources": .list(sources)]]
    }

    /// Of the pod.
    var annotations: ManifestNode {
        guard case .annotations(let main, let job) = origin else { return .absent }
        return .mapping([main, job].map { ManifestNode.Entry(key: $0.name, value: .lines($0.text)) })
    }

    private static func source(_ map: ConfigMapManifest, below folder: String) -> ManifestNode {
        let item: ManifestNode = ["key": .text(map.file.name), "path": .text(folder + map.file.name)]
        return ["configMap": ["name": .text(map.metadata.name), "items": [item]]]
    }

    private static func item(_ file: ConfigurationFile, below folder: String) -> ManifestNode {
        [
            "path": .text(folder + file.name),
            "fieldRef": ["fieldPath": .text("metadata.annotations['\(file.name)']")],
        ]
    }
}
