/// What a source counts about its contents, for comparing a restored copy with.
package enum EvidenceLevel: String, Sendable, CaseIterable {
    /// From the dump as it passes: no load on the server.
    case stream
    /// By the server itself, within the dump's own snapshot.
    case counts
    case none
}
