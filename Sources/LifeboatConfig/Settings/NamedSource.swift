package import LifeboatCore
package import LifeboatSources

/// One source of a job.
package struct NamedSource: Sendable, Hashable {
    /// Its targets are then `<name>.<target>`.
    package var name: String?
    package var configuration: SourceConfiguration
    package var compression: Compression
    package var evidence: EvidenceLevel
}
