/// The configuration as a pod sees it: the main settings, and the one job in `conf.d` beside them.
struct ConfigurationVolume {
    static let path = MountPath(of: "/etc/lifeboat")
    static let name = "configuration"

    let main: ConfigMapManifest
    let job: ConfigMapManifest

    static var mount: ManifestNode {
        ["name": .text(name), "mountPath": .text(path.text), "readOnly": true]
    }

    var node: ManifestNode {
        [
            "name": .text(Self.name),
            "projected": ["sources": [Self.source(main, below: ""), Self.source(job, below: "conf.d/")]],
        ]
    }

    private static func source(_ map: ConfigMapManifest, below folder: String) -> ManifestNode {
        let items = map.files.map { file -> ManifestNode in
            ["key": .text(file.name), "path": .text(folder + file.name)]
        }
        return ["configMap": ["name": .text(map.metadata.name), "items": .list(items)]]
    }
}
