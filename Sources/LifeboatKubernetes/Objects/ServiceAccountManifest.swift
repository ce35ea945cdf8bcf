/// As whom a pod talks to the cluster: it does not.
struct ServiceAccountManifest: Sendable, Hashable {
    let metadata: ObjectMetadata

    var manifest: Manifest {
        Manifest(
            kind: "ServiceAccount", name: metadata.name,
            node: [
                "apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata.node,
                "automountServiceAccountToken": false,
            ])
    }
}
