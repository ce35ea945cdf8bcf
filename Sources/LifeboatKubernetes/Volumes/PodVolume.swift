/// A volume of a pod, and where it is mounted.
struct PodVolume: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case claim(String)
        case hostPath(String)
        case secret(String)
        /// A folder that is gone with the pod, with so much room.
        case empty(limit: String)
    }

    var name: String
    var kind: Kind
    var isReadOnly = false
    /// Whether what is on it belongs to an application.
    var isForeign = false
    /// Of the files of a Secret.
    var mode = 0o440
    var paths: [MountPath]
    var comment: String?

    var mounts: [ManifestNode] {
        paths.map { path in
            ["name": .text(name), "mountPath": .text(path.text), "readOnly": isReadOnly ? true : .absent]
        }
    }

    var node: ManifestNode {
        let node: ManifestNode =
            switch kind {
            case .claim(let claim):
                [
                    "name": .text(name),
                    "persistentVolumeClaim": [
                        "claimName": .text(claim), "readOnly": isReadOnly ? true : .absent,
                    ],
                ]
            case .hostPath(let path):
                ["name": .text(name), "hostPath": ["path": .text(path), "type": "Directory"]]
            case .secret(let secret):
                ["name": .text(name), "secret": ["secretName": .text(secret), "defaultMode": .integer(mode)]]
            case .empty(let limit):
                ["name": .text(name), "emptyDir": ["sizeLimit": .text(limit)]]
            }
        return comment.map(node.commented) ?? node
    }
}
