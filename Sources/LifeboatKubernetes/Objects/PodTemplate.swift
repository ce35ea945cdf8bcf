/// A pod that runs Lifeboat once, under the Pod Security level `restricted`.
struct PodTemplate {
    static let containerName = "lifeboat"

    let metadata: ObjectMetadata
    let settings: ManifestSettings
    let serviceAccount: String
    let arguments: [String]
    let environment: [WiredVariable]
    let configuration: ConfigurationVolume
    let volumes: PodVolumes

    var node: ManifestNode {
        [
            "metadata": ["labels": metadata.labels, "annotations": configuration.annotations],
            "spec": [
                "serviceAccountName": .text(serviceAccount),
                "automountServiceAccountToken": false,
                "enableServiceLinks": .boolean(false)
                    .commented("A Service called `db` would put DB_PORT=tcp://… into the environment."),
                "restartPolicy": "Never",
                "terminationGracePeriodSeconds": 60,
                "securityContext": securityContext,
                "imagePullSecrets": .list(orAbsent: settings.pullSecrets.map { ["name": .text($0)] }),
                "nodeSelector": .mapping(orAbsent: settings.nodeSelector.map { ($0.key, $0.value) }),
                "affinity": affinity,
                "tolerations": .list(orAbsent: settings.tolerations.map(\.node)),
                "containers": [container],
                "volumes": .list([configuration.node] + volumes.volumes.map(\.node)),
            ],
        ]
    }

    private var container: ManifestNode {
        let policy = settings.pullPolicy ?? (settings.image.isMoving ? .always : .ifNotPresent)
        let resources = PodResources(settings)
        return [
            "name": .text(Self.containerName),
            "image": .text(settings.image.text),
            "imagePullPolicy": .text(policy.rawValue),
            "args": .list(arguments.map { .literal($0) }),
            "env": .list(orAbsent: environment.map(\.node)),
            "resources": [
                "requests": .mapping(orAbsent: resources.requests.map { ($0.name, $0.quantity) }),
                "limits": .mapping(orAbsent: resources.limits.map { ($0.name, $0.quantity) }),
            ],
            "securityContext": [
                "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
                "capabilities": ["drop": ["ALL"], "add": capabilities],
            ],
            "terminationMessagePolicy": "FallbackToLogsOnError",
            "volumeMounts": .list([ConfigurationVolume.mount] + volumes.volumes.flatMap(\.mountNodes)),
        ]
    }

    /// What root needs for files of any owner; all of it is allowed at the Pod Security level `baseline`.
    private var capabilities: ManifestNode {
        guard settings.runAs.user == 0 else { return .absent }
        return metadata.component == .restore ? ["CHOWN", "DAC_OVERRIDE", "FOWNER"] : ["DAC_OVERRIDE"]
    }

    /// In the passwd file of Lifeboat's image, as far as files belong to them.
    private static let knownUsers: Set<Int> = [0, 33, 65_532]

    private var securityContext: ManifestNode {
        let runAs = settings.runAs
        let isRoot = runAs.user == 0
        let group: ManifestNode = volumes.needsGroup ? runAs.group.map { .integer($0) } ?? .absent : .absent
        let node: ManifestNode = [
            "runAsNonRoot": .boolean(!isRoot),
            "runAsUser": runAs.user.map { .integer($0) } ?? .absent,
            "runAsGroup": runAs.group.map { .integer($0) } ?? .absent,
            "fsGroup": group,
            // A large volume is not walked through before each run.
            "fsGroupChangePolicy": group == .absent ? .absent : "OnRootMismatch",
            "seccompProfile": ["type": "RuntimeDefault"],
        ]
        if volumes.usesSSH, let user = runAs.user, !Self.knownUsers.contains(user) {
            return node.commented(
                """
                A storage is reached with ssh, which ends with `No user exists for uid \(user)` unless the image's /etc/passwd
                has that uid; Lifeboat's has 0, 33 (www-data) and 65532.
                """)
        }
        guard isRoot else { return node }
        return node.commented(
            "Root: the namespace has to be at the Pod Security level `baseline`, restricted refuses it.")
    }

    private var affinity: ManifestNode {
        var entries: [ManifestNode.Entry] = []
        if let node = settings.node {
            let expression: ManifestNode = [
                "key": "kubernetes.io/hostname", "operator": "In", "values": [.text(node)],
            ]
            entries.append(
                ManifestNode.Entry(
                    key: "nodeAffinity",
                    value: [
                        "requiredDuringSchedulingIgnoredDuringExecution": [
                            "nodeSelectorTerms": [["matchExpressions": [expression]]]
                        ]
                    ]))
        }
        if !settings.sameNodeAs.isEmpty {
            let term: ManifestNode = [
                "labelSelector": ["matchLabels": .mapping(orAbsent: settings.sameNodeAs.map { ($0.key, $0.value) })],
                "topologyKey": "kubernetes.io/hostname",
            ]
            entries.append(
                ManifestNode.Entry(
                    key: "podAffinity", value: ["requiredDuringSchedulingIgnoredDuringExecution": [term]]))
        }
        return entries.isEmpty ? .absent : .mapping(entries)
    }
}
