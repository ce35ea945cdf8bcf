package import Foundation
package import LifeboatCore
package import LifeboatNotifiers

/// What holds for all jobs: the key `main`.
package struct MainSettings: Sendable, Hashable {
    /// `server_name`, or the host's name.
    package var serverName: String
    package var mail: MailConfiguration
    package var webhooks: [WebhookConfiguration]
    package var pings: [PingConfiguration]
    package var metrics: MetricsConfiguration
    /// Whether a run is degraded when somebody could not be told how it went.
    package var notifyRequired: Bool
    /// Per second; `nil` is unlimited.
    package var readRate: ByteSize?
    /// Per second; `nil` is unlimited.
    package var writeRate: ByteSize?
    /// Bytes per second to all storages of a run together; `nil` is unlimited.
    package var netRate: ByteSize?
    /// `blkio_weight`, 10 to 1000, where 500 is ordinary.
    package var ioWeight: Int?
    /// `cpu_shares`, 2 to 262144, where 1024 is ordinary.
    package var cpuShares: Int?
    /// A path or `/dev/stdout`; `nil` is stderr.
    package var logFile: String?
    /// How long a run waits for another one of the same job; zero does not wait.
    package var loopTimeout: Duration
    /// How often it looks meanwhile.
    package var loopInterval: Duration
    package var timezone: TimeZone
    package var temporaryFolder: String?
    package var expectEvery: Duration?
    /// How long run records are kept.
    package var keepRunRecords: Duration
    /// From which age on an object without a receipt counts as left over by a crash.
    package var abandonedAfter: Duration
}
