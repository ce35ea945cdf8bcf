/// Files of a configuration, in the cluster.
struct ConfigMapManifest: Sendable, Hashable {
    struct File: Sendable, Hashable {
        var name: String
        var text: String
    }

    /// What Kubernetes takes, names aside.
    static let sizeLimit = 1 << 20

    let metadata: ObjectMetadata
    let files: [File]

    var manifest: Manifest {
        Manifest(
            kind: "ConfigMap", name: metadata.name,
            node: [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata.node,
                "data": .mapping(files.map { ManifestNode.Entry(key: $0.name, value: .lines($0.text)) }),
            ])
    }
}
