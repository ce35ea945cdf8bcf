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
        let environment = wiring.variables(of: job, restoringTo: destination)
        problems += volumes.problems + environment.problems + sizeProblems(job)
        guard problems.isEmpty else { throw ManifestProblems(problems) }

        // A Job cannot be changed: another restore, or one with another configuration, is another Job.
        let words = (arguments + destination.volume + [mainFile.text, file(of: job).text]).joined(separator: "\u{1F}")
        let name = ResourceName.name(of: job.name, prefix: "\(settings.prefix)-restore", marked: words)
        let metadata = metadata(name, .restore, job)
        // Not in ConfigMaps: those of the CronJobs are not for a restore to change, and others would be left when the Job is gone.
        let configuration = ConfigurationVolume(origin: .annotations(main: mainFile, job: file(of: job)))
        let pod = PodTemplate(
            metadata: metadata, settings: settings, serviceAccount: serviceAccount, arguments: arguments,
            environment: environment.wired, configuration: configuration, volumes: volumes)
        return account + [JobManifest(metadata: metadata, deadline: settings.deadline, pod: pod).manifest]
    }

    private func sizeProblems(_ job: JobConfiguration) -> [Problem] {
        let files = [mainFile, file(of: job)]
        let size = files.reduce(0) { $0 + $1.name.utf8.count + $1.text.utf8.count }
        guard size > ConfigurationVolume.annotationLimit else { return [] }
        return [
            Problem(
                job.place, "",
                "the job and what is not a job are larger than the 96 KiB that a pod's annotations have room for",
                hint: "restore with a smaller file: only the job's name, type and storages are needed")
        ]
    }
}
