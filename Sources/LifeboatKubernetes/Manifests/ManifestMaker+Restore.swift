package import LifeboatConfig

extension ManifestMaker {
    /// The words after `lifeboat` of a pod that restores.
    ///
    /// - Parameters:
    ///   - address: the job and what follows it: `JOB/TARGET`.
    ///   - options: which backup, as `--backup ID`.
    package func restoreArguments(
        _ address: String, of job: JobConfiguration, _ options: [String], to destination: RestoreDestination
    ) -> [String] {
        ["restore", address] + options + destination.arguments(name(of: job))
    }

    /// What restores a backup once: everything that the pod needs, so that it works where nothing is yet.
    ///
    /// - Throws: everything that is missing or wrong.
    package func restore(
        _ arguments: [String], of job: JobConfiguration, to destination: RestoreDestination
    ) throws(ManifestProblems) -> [Manifest] {
        var problems = generalProblems([job])
        let volumes = PodVolumes(job, of: survey, settings, restoringTo: destination)
        let isToServer = if case .server = destination { true } else { false }
        let environment = wiring.variables(of: job, restoringToServer: isToServer)
        problems += volumes.problems + environment.problems
        guard problems.isEmpty else { throw ManifestProblems(problems) }

        // A Job cannot be changed: another restore is another Job.
        let words = arguments.joined(separator: "\u{1F}")
        let name = ResourceName.name(of: job.name, prefix: "\(settings.prefix)-restore", marked: words)
        let metadata = metadata(name, .restore, job)
        // Not the CronJobs' own: what they run with tonight is not for a restore to change.
        let configuration = configuration(of: job, main: "\(name)-main", job: name)
        let pod = PodTemplate(
            metadata: metadata, settings: settings, serviceAccount: serviceAccount, arguments: arguments,
            environment: environment.wired, configuration: configuration, volumes: volumes)
        let manifest = JobManifest(metadata: metadata, deadline: settings.deadline, pod: pod).manifest
        return account + [configuration.main.manifest, configuration.job.manifest, manifest]
    }
}
