/// A volume of a pod, and where it is mounted.
struct PodVolume: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case claim(String)
        case hostPath(String)
        case nfs(server: String, path: String)
        case secret(String)
        /// A folder that is gone with the pod, with so much room.
        case empty(limit: String)
    }

    struct Mount: Sendable, Hashable {
        var path: MountPath
        var isReadOnly = false
    }

    var name: String
    var kind: Kind
    var mounts: [Mount]
    /// Whether what is on it belongs to an application.
    var isForeign = false
    /// Of the files of a Secret.
    var mode = 0o440
    var comment: String?

    var isReadOnly: Bool { mounts.allSatisfy(\.isReadOnly) }

    var mountNodes: [ManifestNode] {
        mounts.map { mount in
            [
                "name": .text(name), "mountPath": .text(mount.path.text),
                "readOnly": mount.isReadOnly ? true : .absent,
            ]
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
            case .nfs(let server, let path):
                [
                    "name": .text(name),
                    "nfs": [
                        "server": .text(server), "path": .text(path), "readOnly": isReadOnly ? true : .absent,
                    ],
                ]
            case .secret(let secret):
                ["name": .text(name), "secret": ["secretName": .text(secret), "defaultMode": .integer(mode)]]
            case .empty(let limit):
                ["name": .text(name), "emptyDir": ["sizeLimit": .text(limit)]]
            }
        return comment.map(node.commented) ?? node
    }
}
