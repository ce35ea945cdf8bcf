import ArgumentParser
import LifeboatConfig
import LifeboatCore
import LifeboatKubernetes

/// `lifeboat kube restore-job`: a Job that restores in the cluster.
struct KubeRestoreJobCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore-job",
        abstract: "A Job that restores a backup in the cluster.",
        discussion: """
            It takes the same options as `kube manifest`, so that the pod finds the same \
            storages with the same Secrets. --scratch restores into a folder that is gone \
            with the pod: a try whether the backup restores.

            A server's password comes from the variable LIFEBOAT_RESTORE_PASSWORD, which \
            --secret wires as any other.

            Exit status: 0 made; 64 something is missing or wrong, and all of it is listed; \
            78 the configuration is wrong.

            Example: lifeboat kube restore-job mysql/redmine_db --image lifeboat:0.1.0 \
            --secret app-config --value DB_PORT=3306 --backup-pvc backups --as redmine_yesterday
            """)

    @Argument(help: "JOB, JOB/TARGET or JOB/TARGET/ID.")
    var address: BackupAddress

    @OptionGroup var common: SharedOptions

    @OptionGroup var options: ManifestOptions

    @Option(help: "A backup's id, as `list` shows it, or latest.")
    var backup: String?

    @Option(help: ArgumentHelp("The newest backup that was started then or before.", valueName: "time"))
    var asOf: String?

    @Option(help: "Take it from this storage.")
    var storage: String?

    @Option(help: ArgumentHelp("Restore into this server; what is there must be empty.", valueName: "url"))
    var to: String?

    @Option(help: ArgumentHelp("Restore into a folder on this volume claim.", valueName: "claim"))
    var toPvc: String?

    @Option(
        help: ArgumentHelp("Restore into a folder with so much room that is gone with the pod.", valueName: "amount"))
    var scratch: String?

    @Option(
        name: .customLong("as"), help: ArgumentHelp("Restore beside the original, under this name.", valueName: "name"))
    var newName: String?

    @Flag(help: "Restore over the original.")
    var inPlace = false

    @Flag(help: "With --to and --to-pvc: over what is there.")
    var force = false

    func validate() throws { _ = try destination() }

    func run() throws {
        let survey = try common.survey(known: options.known)
        let job = try JobSelection.job(address.job, in: survey.configuration)
        try JobSelection.requireStorage(storage, among: survey.storageNames(of: job))
        _ = try RestoreServer.read(to, for: job.type, [:])
        let destination = try destination()
        guard destination.takes(job.type) else {
            throw LifeboatError(
                .usage, "backups of type \(job.type.rawValue) do not go to a folder",
                hint: "load it beside the original with --as NAME, or into another server with --to URL")
        }
        let maker = ManifestMaker(survey, options.settings)
        let arguments = maker.restoreArguments(address.description, of: job, choice, to: destination)
        // The pod shall not be the first to say that this is no command.
        _ = try RestoreCommand.parse(Array(arguments.dropFirst()))
        let manifests = try options.made { () throws(ManifestProblems) in
            try maker.restore(arguments, of: job, to: destination)
        }
        try DescriptorWriter.standardOutput.write(Manifest.yaml(manifests))
    }

    private var choice: [String] {
        [("--backup", backup), ("--as-of", asOf), ("--storage", storage)].flatMap { option, value in
            value.map { [option, $0] } ?? []
        } + (force ? ["--force"] : [])
    }

    private func destination() throws -> RestoreDestination {
        let all: [RestoreDestination?] = [
            to.map { .server($0) }, toPvc.map { .claim($0) }, scratch.map { .scratch(size: $0) },
            newName.map { .beside($0) }, inPlace ? .original : nil,
        ]
        let given = all.compactMap(\.self)
        guard given.count == 1 else {
            throw ValidationError(
                "say where to: one of --to URL, --to-pvc CLAIM, --scratch SIZE, --as NAME, --in-place")
        }
        if let to, !ServerAddress.isURL(to) {
            throw ValidationError(
                "--to takes the URL of a server here; a folder needs --to-pvc CLAIM or --scratch SIZE")
        }
        if let toPvc, !ManifestSettings.isObjectName(toPvc) { throw ValidationError("--to-pvc names no volume claim") }
        if let scratch, !ResourceAmount.isQuantity(scratch) {
            throw ValidationError("--scratch \(scratch): as in 10Gi")
        }
        return given[0]
    }
}
