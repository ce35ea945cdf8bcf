/// A file of the configuration, in the cluster.
struct ConfigMapManifest: Sendable, Hashable {
    /// What Kubernetes takes, names aside.
    static let sizeLimit = 1 << 20

    let metadata: ObjectMetadata
    let file: ConfigurationFile

    var manifest: Manifest {
        Manifest(
            kind: "ConfigMap", name: metadata.name,
            node: [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata.node,
                "data": .mapping([ManifestNode.Entry(key: file.name, value: .lines(file.text))]),
            ])
    }
}
