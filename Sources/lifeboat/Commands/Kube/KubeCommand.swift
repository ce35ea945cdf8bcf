import ArgumentParser

/// `lifeboat kube`: what runs in a cluster.
struct KubeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kube",
        abstract: "Make Kubernetes manifests from the configuration.",
        discussion: """
            Nothing is sent to a cluster, and no Secret's value is ever seen: the manifests \
            say which key of which Secret holds what.

            Exit status: 0 made; 64 something is missing or wrong, and all of it is listed; \
            78 the configuration is wrong.

            Example: lifeboat kube manifest --image lifeboat:0.1.0 --secret app-config --backup-pvc backups
            """,
        subcommands: [KubeManifestCommand.self, KubeRestoreJobCommand.self, KubeBringCommand.self])
}
