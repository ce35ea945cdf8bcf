import ArgumentParser
import LifeboatConfig
import LifeboatCore
import LifeboatKubernetes
import Logging

/// What both commands that make manifests take.
struct ManifestOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Lifeboat's image, by tag or digest.", valueName: "image"),
        transform: { try ImageReference(parsing: $0) })
    var image: ImageReference

    @Option(name: [.customShort("n"), .long], help: "The namespace; without it, that of kubectl.")
    var namespace: String?

    @Option(help: ArgumentHelp("What all names begin with.", valueName: "prefix"))
    var name = "lifeboat"

    @Option(
        help: ArgumentHelp(
            "A Secret: NAME gives each variable under its name in lower case; NAME:VARIABLE=KEY one of them.",
            valueName: "name[:variable[=key]]"), transform: { try SecretReference(parsing: $0) })
    var secret: [SecretReference] = []

    /// Not parsed by the argument parser: it repeats what it refuses, and that may be a secret.
    @Option(help: ArgumentHelp("A variable that is no secret.", valueName: "name=value"))
    var value: [String] = []

    @Option(
        help: ArgumentHelp("A volume claim with files to back up, read-only.", valueName: "claim:/path"),
        transform: { try DataClaim(parsing: $0) })
    var pvc: [DataClaim] = []

    @Option(
        help: ArgumentHelp(
            "A volume claim for local storages; without a path it is mounted at their backup_dir.",
            valueName: "claim[:/path]"), transform: { try BackupVolume(claim: $0) })
    var backupPvc: [BackupVolume] = []

    @Option(
        help: ArgumentHelp("A folder of the node for local storages; see --node.", valueName: "folder[:/path]"),
        transform: { try BackupVolume(hostPath: $0) })
    var hostPath: [BackupVolume] = []

    @Option(
        help: ArgumentHelp("An NFS export for local and nfs storages.", valueName: "server:/export[:/path]"),
        transform: { try BackupVolume(nfs: $0) })
    var nfs: [BackupVolume] = []

    @Option(
        help: ArgumentHelp("A Secret as a folder of files: keys, certificates.", valueName: "name:/path"),
        transform: { try SecretFolder(parsing: $0) })
    var secretFolder: [SecretFolder] = []

    @Option(help: ArgumentHelp("The host name of the only node that will do.", valueName: "name"))
    var node: String?

    @Option(
        help: ArgumentHelp("A label that the node has to have.", valueName: "key=value"),
        transform: { try LabelPair(parsing: $0) })
    var nodeSelector: [LabelPair] = []

    @Option(
        help: ArgumentHelp(
            "A label of a pod, on whose node this one has to run: for a claim that is ReadWriteOnce.",
            valueName: "key=value"), transform: { try LabelPair(parsing: $0) })
    var sameNodeAs: [LabelPair] = []

    @Option(
        help: ArgumentHelp("A taint that does not matter.", valueName: "key[=value][:effect]"),
        transform: { try Toleration(parsing: $0) })
    var toleration: [Toleration] = []

    @Option(
        help: ArgumentHelp(
            "As whom it runs, for files that only their owner reads; any leaves it to the cluster.",
            valueName: "uid[:gid]"), transform: { try RunAs(parsing: $0) })
    var runAs = RunAs.standard

    @Option(help: "Always, IfNotPresent or Never; else Always for an image that may change under its name.")
    var pullPolicy: PullPolicy?

    @Option(help: ArgumentHelp("A Secret for pulling the image.", valueName: "name"))
    var pullSecret: [String] = []

    @Option(help: ArgumentHelp("A ServiceAccount that exists; without it one is made.", valueName: "name"))
    var serviceAccount: String?

    @Option(
        help: ArgumentHelp("What a pod is promised, as memory=256Mi.", valueName: "name=amount"),
        transform: { try ResourceAmount(parsing: $0) })
    var request: [ResourceAmount] = []

    @Option(
        help: ArgumentHelp("What a pod may take, as memory=1Gi.", valueName: "name=amount"),
        transform: { try ResourceAmount(parsing: $0) })
    var limit: [ResourceAmount] = []

    @Option(help: ArgumentHelp("Room for the few types that need a folder to work in.", valueName: "amount"))
    var tmpSize = "1Gi"

    @Option(help: ArgumentHelp("After how long a pod is ended, as 6h.", valueName: "time"))
    var deadline = "6h"

    func validate() throws {
        for argument in value {
            do throws(LifeboatError) {
                _ = try PlainValue(parsing: argument)
            } catch {
                throw ValidationError("--value: \(error.what)\(error.hint.map { "; \($0)" } ?? "")")
            }
        }
        for (option, name) in [("--namespace", namespace ?? name), ("--name", name)]
        where !ManifestSettings.isName(name) {
            throw ValidationError("\(option) \(name): a name has small letters, digits and inner dashes")
        }
        if let node, !ManifestSettings.isNodeName(node) {
            throw ValidationError("--node \(node): this cannot be the label kubernetes.io/hostname of a node")
        }
        let objects = [("--service-account", serviceAccount)] + pullSecret.map { ("--pull-secret", $0) }
        for case (let option, let name?) in objects where !ManifestSettings.isObjectName(name) {
            throw ValidationError("\(option) \(name): a name has small letters, digits, and inner dashes and dots")
        }
        guard name.utf8.count <= 24 else { throw ValidationError("--name \(name): at most 24 characters") }
        guard ResourceAmount.isQuantity(tmpSize) else { throw ValidationError("--tmp-size \(tmpSize): as in 2Gi") }
        guard let seconds = deadlineSeconds, seconds > 0 else {
            throw ValidationError("--deadline \(deadline): as in 90m or 6h")
        }
    }

    private var values: [PlainValue] { value.compactMap { try? PlainValue(parsing: $0) } }

    private var deadlineSeconds: Int? {
        DurationText.parse(deadline).map { Int($0.components.seconds) }
    }

    var settings: ManifestSettings {
        var settings = ManifestSettings(image: image)
        settings.prefix = name
        settings.namespace = namespace
        settings.secrets = secret
        settings.values = values
        settings.dataClaims = pvc
        settings.backupVolumes = backupPvc + hostPath + nfs
        settings.secretFolders = secretFolder
        settings.node = node
        settings.nodeSelector = nodeSelector
        settings.sameNodeAs = sameNodeAs
        settings.tolerations = toleration
        settings.runAs = runAs
        settings.pullPolicy = pullPolicy
        settings.pullSecrets = pullSecret
        settings.serviceAccount = serviceAccount
        settings.requests = request
        settings.limits = limit
        settings.temporarySize = tmpSize
        settings.deadline = deadlineSeconds ?? settings.deadline
        return settings
    }

    /// The values that the configuration may be read with; a file that a variable names is in the pod, not here.
    var known: [String: String] {
        let plain = values.filter { !$0.variable.uppercased().hasSuffix("_FILE") }
        return Dictionary(plain.map { ($0.variable, $0.text) }) { first, _ in first }
    }

    /// What there is, or every reason why there is none.
    func made<Value>(_ body: () throws(ManifestProblems) -> Value) throws -> Value {
        do throws(ManifestProblems) {
            return try body()
        } catch {
            let output = ErrorOutput(format: .text)
            for problem in error.problems { output.write(problem, .error) }
            throw Exit(.usage, "\(error.problems.count) problems keep it from being made")
        }
    }
}

extension PullPolicy: ExpressibleByArgument {}
