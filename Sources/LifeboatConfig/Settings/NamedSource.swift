package import LifeboatCore
package import LifeboatSources

/// One source of a job.
package struct NamedSource: Sendable, Hashable {
    /// Its targets are then `<name>.<target>`.
    package var name: String?
    package var configuration: SourceConfiguration
    package var compression: Compression
    package var evidence: EvidenceLevel
    /// This long without a byte, and it is given up; `nil` where it may be silent for ever.
    package var stallTimeout: Duration?
}
