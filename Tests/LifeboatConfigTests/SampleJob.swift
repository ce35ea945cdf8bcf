import LifeboatConfig

/// Configurations for tests that are right but for what a test changes.
enum SampleJob {
    /// As problems list them.
    static let supportedTypes = JobType.allCases.filter(\.isSupported).map(\.rawValue).joined(separator: ", ")

    /// `jobs:` with one job of files whose lines may be replaced.
    static func files(
        job: String = "data", target: String = "/srv/data", source: String = "", more: String = "",
        storages: String = "  - storage: local\n    backup_dir: /backups\n"
    ) -> String {
        """
        jobs:
        - job: \(job)
          type: desc_files
        \(more)  sources:
          - target: [\(target)]
        \(source)  storages:
        \(storages)
        """
    }
}
