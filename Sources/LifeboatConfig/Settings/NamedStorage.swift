package import LifeboatCore
package import LifeboatStorages

/// One enabled storage of a job.
package struct NamedStorage: Sendable, Hashable {
    /// Unique in its job: the key `name`, or the type, with a number when there are several.
    package var name: String
    package var configuration: StorageConfiguration
    /// Whether its failure is the run's.
    package var required: Bool
    package var retention: RetentionPolicy
    /// Without a byte for so long, it drops out.
    package var stallTimeout: Duration
    /// Bytes per second; `nil` is unlimited.
    package var netRate: ByteSize?
}
