/// What a person decides about the pods that a configuration cannot know.
package struct ManifestSettings: Sendable {
    package var image: ImageReference
    /// What all names begin with.
    package var prefix = "lifeboat"
    package var namespace: String?
    /// nil: nightly, see ``CronSchedule/nightly(namespace:name:)``.
    package var schedule: CronSchedule?
    package var secrets: [SecretReference] = []
    package var values: [PlainValue] = []
    package var dataClaims: [DataClaim] = []
    package var backupVolumes: [BackupVolume] = []
    package var secretFolders: [SecretFolder] = []
    /// The host name of the only node that will do.
    package var node: String?
    package var nodeSelector: [LabelPair] = []
    /// Labels of a pod: only the node that it runs on will do.
    package var sameNodeAs: [LabelPair] = []
    package var tolerations: [Toleration] = []
    package var runAs = RunAs.standard
    package var pullPolicy: PullPolicy?
    package var pullSecrets: [String] = []
    /// One that exists; nil makes one.
    package var serviceAccount: String?
    package var requests: [ResourceAmount] = []
    package var limits: [ResourceAmount] = []
    /// For the few types that need a folder to work in.
    package var temporarySize = "1Gi"
    /// Seconds after which a run is ended.
    package var deadline = 6 * 3_600

    package init(image: ImageReference) {
        self.image = image
    }

    package static func isName(_ text: String) -> Bool { DNSName.isLabel(text) }
    /// A node is found by its label, which is shorter than a name may be.
    package static func isNodeName(_ text: String) -> Bool { isObjectName(text) && LabelPair.isValue(text) }
    package static func isObjectName(_ text: String) -> Bool { DNSName.isSubdomain(text) }
}
