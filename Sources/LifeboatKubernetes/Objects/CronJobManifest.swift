import Foundation

/// The backup of one service: one CronJob.
struct CronJobManifest {
    let metadata: ObjectMetadata
    let schedule: CronSchedule
    /// Whether nobody chose the schedule.
    let isStandardSchedule: Bool
    let timeZone: TimeZone
    let deadline: Int
    let pod: PodTemplate

    /// What another try cannot mend: degraded, damaged, not verifiable, usage, another run, configuration.
    static let finalExitCodes = [3, 4, 5, 64, 75, 78]

    var manifest: Manifest {
        Manifest(
            kind: "CronJob", name: metadata.name,
            node: [
                "apiVersion": "batch/v1", "kind": "CronJob", "metadata": metadata.node,
                "spec": [
                    "schedule": isStandardSchedule
                        ? .text(schedule.text).commented(
                            "Nightly, at a minute that follows from the names; --schedule sets another.")
                        : .text(schedule.text),
                    "timeZone": .text(orAbsent: Self.timeZoneName(timeZone)),
                    "concurrencyPolicy": "Forbid",
                    "startingDeadlineSeconds": 3_600,
                    "successfulJobsHistoryLimit": 3,
                    "failedJobsHistoryLimit": 3,
                    "jobTemplate": [
                        "metadata": ["labels": metadata.labels],
                        "spec": jobSpec,
                    ],
                ],
            ])
    }

    private var jobSpec: ManifestNode {
        [
            "backoffLimit": 1,
            "activeDeadlineSeconds": .integer(deadline)
                .commented("A run that takes longer is ended. --deadline sets another."),
            "ttlSecondsAfterFinished": .integer(7 * 86_400),
            "podFailurePolicy": ["rules": [Self.finalFailures, Self.disruptions]],
            "template": pod.node,
        ]
    }

    private static var finalFailures: ManifestNode {
        let rule: ManifestNode = [
            "action": "FailJob",
            "onExitCodes": [
                "containerName": .text(PodTemplate.containerName), "operator": "In",
                "values": .list(finalExitCodes.map { .integer($0) }),
            ],
            // To later versions than 1.25 the same as nothing at all.
            "onPodConditions": [],
        ]
        return rule.commented("Another try would not mend it.")
    }

    private static var disruptions: ManifestNode {
        let rule: ManifestNode = [
            "action": "Ignore", "onPodConditions": [["type": "DisruptionTarget", "status": "True"]],
        ]
        return rule.commented("Evicted or drained: tried again, and not counted.")
    }

    /// In the names of the time zone database, which are the only ones that Kubernetes takes; nil where there is none.
    /// Those without a slash are not in every copy of it.
    static func timeZoneName(_ zone: TimeZone) -> String? {
        if ["GMT", "UTC"].contains(zone.identifier) { return "Etc/UTC" }
        return zone.identifier.contains("/") ? zone.identifier : nil
    }
}
