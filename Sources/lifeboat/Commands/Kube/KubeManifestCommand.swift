import ArgumentParser
import LifeboatConfig
import LifeboatCore
import LifeboatKubernetes

/// `lifeboat kube manifest`: a CronJob for each job.
struct KubeManifestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "A CronJob for each job, with all that it needs.",
        discussion: """
            Every variable of a job's template comes from a Secret (--secret) or is set \
            (--value); what is left over is listed. A variable with a default is optional.

            Exit status: 0 made; 1 a file cannot be made; 64 something is missing or wrong, \
            and all of it is listed; 78 the configuration is wrong.

            Example: lifeboat kube manifest -c lifeboat.yaml.j2 --image lifeboat:0.1.0 \
            --secret app-config --value DB_PORT=3306 --backup-pvc backups | kubectl apply -f -
            """)

    @Argument(help: "Jobs, or all, files, databases, external. Without any: all.")
    var jobs: [String] = []

    @OptionGroup var common: SharedOptions

    @OptionGroup var options: ManifestOptions

    @Option(
        help: ArgumentHelp("When, in five fields; without it nightly, each at another minute.", valueName: "schedule"),
        transform: { try CronSchedule(parsing: $0) })
    var schedule: CronSchedule?

    @Option(help: ArgumentHelp("Write a base of kustomize there, and an overlay to begin with.", valueName: "folder"))
    var kustomize: String?

    func run() throws {
        let survey = try common.survey(known: options.known)
        let chosen = try JobSelection.select(jobs, from: survey.configuration)
        var settings = options.settings
        settings.schedule = schedule
        let maker = ManifestMaker(survey, settings)
        let manifests = try options.made { () throws(ManifestProblems) in try maker.backups(of: chosen) }
        guard let kustomize else {
            return try DescriptorWriter.standardOutput.write(Manifest.yaml(manifests))
        }
        let made = try KustomizeFolder(path: kustomize).write(KustomizeFiles(manifests, settings).files)
        for path in made { Terminal.standardError.write("made \(path)\n") }
    }
}
