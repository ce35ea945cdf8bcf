import Foundation
package import LifeboatConfig

/// Makes manifests of a surveyed configuration. The same input gives the same text, to the byte.
package struct ManifestMaker {
    let survey: ConfigurationSurvey
    let settings: ManifestSettings
    let wiring: EnvironmentWiring

    package init(_ survey: ConfigurationSurvey, _ settings: ManifestSettings) {
        self.survey = survey
        self.settings = settings.withoutRepetitions
        wiring = EnvironmentWiring(survey, self.settings)
    }

    /// What backs the jobs up, each by a CronJob of its own.
    ///
    /// - Throws: everything that is missing or wrong.
    package func backups(of jobs: [JobConfiguration]) throws(ManifestProblems) -> [Manifest] {
        var problems = generalProblems(jobs)
        let main = ConfigMapManifest(metadata: metadata(settings.prefix, .configuration, nil), file: mainFile)
        var manifests = account + [main.manifest]
        for job in jobs {
            problems += Self.timeZoneProblems(job)
            let volumes = PodVolumes(job, of: survey, settings)
            let environment = wiring.variables(of: job)
            problems += volumes.problems + environment.problems
            let name = name(of: job)
            let metadata = metadata(name, .backup, job)
            let map = ConfigMapManifest(metadata: self.metadata(name, .configuration, job), file: file(of: job))
            let pod = PodTemplate(
                metadata: metadata, settings: settings, serviceAccount: serviceAccount,
                arguments: ["run", job.name], environment: environment.wired,
                configuration: ConfigurationVolume(origin: .maps(main: main, job: map)), volumes: volumes)
            let cronJob = CronJobManifest(
                metadata: metadata,
                schedule: settings.schedule ?? .nightly(namespace: settings.namespace ?? "default", name: name),
                isStandardSchedule: settings.schedule == nil, timeZone: job.timezone, deadline: settings.deadline,
                pod: pod)
            manifests += [map.manifest, cronJob.manifest]
        }
        guard problems.isEmpty else { throw ManifestProblems(problems) }
        return manifests
    }

    // MARK: What all pods have

    /// What is wrong with the options or the configuration, whatever is made of it.
    func generalProblems(_ jobs: [JobConfiguration]) -> [Problem] {
        var problems = ConfigurationChecks(survey: survey, jobs: jobs).problems + wiring.problems
        problems += settings.contradictions
        let isOnNode = settings.backupVolumes.contains { if case .hostPath = $0.place { true } else { false } }
        if isOnNode, settings.node == nil, settings.nodeSelector.isEmpty {
            problems.append(
                Problem(
                    nil, "--host-path", "each run might be on another node, and find another folder",
                    hint: "name the node with --node"))
        }
        if settings.backupVolumes.count(where: { $0.path == nil }) > 1 {
            problems.append(
                Problem(
                    nil, "--backup-pvc", "only one volume can go without a path to mount it at",
                    hint: "as in backups:/var/backups"))
        }
        let names = Dictionary(grouping: jobs) { name(of: $0) }.filter { $0.value.count > 1 }
        for (name, jobs) in names {
            let words = jobs.map(\.name).joined(separator: ", ")
            problems.append(
                Problem(nil, "", "the jobs \(words) would both be called \(name)", hint: "rename one of them"))
        }
        return problems
    }

    /// The ServiceAccount of all pods, unless there is one.
    var account: [Manifest] {
        guard settings.serviceAccount == nil else { return [] }
        return [ServiceAccountManifest(metadata: metadata(settings.prefix, .backup, nil)).manifest]
    }

    var serviceAccount: String { settings.serviceAccount ?? settings.prefix }

    func name(of job: JobConfiguration) -> String { ResourceName.name(of: job.name, prefix: settings.prefix) }

    func metadata(_ name: String, _ component: ObjectMetadata.Component, _ job: JobConfiguration?) -> ObjectMetadata {
        ObjectMetadata(
            name: name, namespace: settings.namespace, component: component, instance: job.map { self.name(of: $0) })
    }

    var mainFile: ConfigurationFile { file("lifeboat", survey.main) }

    func file(of job: JobConfiguration) -> ConfigurationFile { file("job", survey.jobs[job.name]) }

    private func file(_ name: String, _ part: ConfigurationPart?) -> ConfigurationFile {
        ConfigurationFile(name: "\(name).yaml" + (part?.isTemplate == true ? ".j2" : ""), text: part?.text ?? "")
    }

    private static func timeZoneProblems(_ job: JobConfiguration) -> [Problem] {
        guard CronJobManifest.timeZoneName(job.timezone) == nil else { return [] }
        let hours = job.timezone.secondsFromGMT() / 3_600
        // The signs of these names are the other way round.
        let etc = "Etc/GMT" + (hours > 0 ? "-\(hours)" : hours < 0 ? "+\(-hours)" : "")
        return [
            Problem(
                job.place, "timezone", "Kubernetes does not take the time zone \(job.timezone.identifier)",
                hint: "write a name of the time zone database, as Europe/Berlin; \(etc) for whole hours")
        ]
    }
}
