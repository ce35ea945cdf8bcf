/// The manifests as a base of kustomize, and an overlay to begin with.
package struct KustomizeFiles {
    package struct File: Sendable, Hashable {
        /// Below the folder that is chosen.
        package let path: String
        package let text: String
        /// Made anew each time; what is not, belongs to the user once it is there.
        package let isBase: Bool
    }

    /// What the files of the base begin with.
    package static let mark = "# Made by `lifeboat kube manifest --kustomize`. Make it again rather than edit it."

    private let manifests: [Manifest]
    private let image: ImageReference

    package init(_ manifests: [Manifest], _ settings: ManifestSettings) {
        self.manifests = manifests
        image = settings.image
    }

    package var files: [File] {
        let objects = manifests.map { manifest in
            File(
                path: "base/\(Self.fileName(manifest))", text: "\(Self.mark)\n\(manifest.yaml)", isBase: true)
        }
        return [
            File(path: "base/kustomization.yaml", text: "\(Self.mark)\n\(base.yaml)", isBase: true)
        ] + objects + [File(path: "overlays/example/kustomization.yaml", text: overlay.yaml, isBase: false)]
    }

    private var base: ManifestNode {
        [
            "apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization",
            "resources": .list(manifests.map { .text(Self.fileName($0)) }),
        ]
    }

    private var overlay: ManifestNode {
        let cronJob = manifests.first { $0.kind == "CronJob" }?.name ?? ""
        let patch = """
            - op: replace
              path: /spec/schedule
              value: "30 4 * * *"

            """
        return [
            "apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization",
            "namespace": .text("example").commented("One overlay for each namespace or cluster: copy this folder."),
            "resources": ["../../base"],
            "images": [
                [
                    "name": .text(image.name),
                    "newTag": .text(orAbsent: image.digest == nil ? image.tag ?? "latest" : nil),
                    "digest": .text(orAbsent: image.digest),
                ]
            ],
            "patches": .list([
                ["target": ["kind": "CronJob", "name": .text(cronJob)], "patch": .lines(patch)]
            ]).commented("What differs here; another schedule, say."),
        ]
    }

    private static func fileName(_ manifest: Manifest) -> String {
        "\(manifest.kind.lowercased())-\(manifest.name).yaml"
    }
}
