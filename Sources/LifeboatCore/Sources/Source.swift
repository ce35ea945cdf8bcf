/// A system that can be dumped: files, a database, a command.
package protocol Source: Sendable {
    /// Opens the source for the time of `body`. Connections, secrets and a paused replica live inside the session;
    /// leaving it, by whatever way, resumes and cleans up.
    func withSession<Value: Sendable>(_ body: (any SourceSession) async throws -> Value) async throws -> Value

    /// Whether the source is set up and reachable, for `check`: what was found, a line each. Changes nothing.
    func probe() async throws -> [String]
}

/// An opened source.
package protocol SourceSession: Sendable {
    /// What there is to back up. A pattern that matches nothing is an error: silence would look like success.
    func targets() async throws -> [Target]

    /// Writes one target's bytes. Returns only when the dump is *known* to be complete: the tool's exit status is
    /// zero and the format's own end mark was seen. Anything else throws.
    func dump(_ target: Target, _ context: DumpContext, into output: any ByteWriter) async throws -> DumpResult

    /// Called when every delivery of a target ended, with whether a whole backup now exists on every storage that
    /// had to have one. For sources that own what they dumped (a file made by a command).
    func delivered(_ target: Target, everywhere: Bool) async throws
}

extension SourceSession {
    package func delivered(_ target: Target, everywhere: Bool) async throws {}
}

/// A source whose backups this program can put back.
package protocol RestorableSource: Source {
    /// Puts a dump back. The input is plain: already decrypted and decompressed, checked to its end.
    func restore(_ target: Target, from input: ByteStream, into place: RestorePlace) async throws -> DumpResult

    /// When the target of this name is restored, where all are.
    func restoreTurn(ofTarget name: String) -> RestoreTurn
}

extension RestorableSource {
    package func restoreTurn(ofTarget name: String) -> RestoreTurn { .between }
}
