/// One restore: a Job that is tried once.
struct JobManifest {
    let metadata: ObjectMetadata
    let deadline: Int
    let pod: PodTemplate

    var manifest: Manifest {
        Manifest(
            kind: "Job", name: metadata.name,
            comment: "To run it once more: kubectl delete job \(metadata.name), then apply it again.",
            node: [
                "apiVersion": "batch/v1", "kind": "Job", "metadata": metadata.node,
                "spec": [
                    // What a first try left would be in the way of a second one.
                    "backoffLimit": 0,
                    "activeDeadlineSeconds": .integer(deadline)
                        .commented("A restore that takes longer is ended. --deadline sets another."),
                    "ttlSecondsAfterFinished": .integer(7 * 86_400),
                    "template": pod.node,
                ],
            ])
    }
}
