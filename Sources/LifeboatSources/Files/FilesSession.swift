import Glibc
import LifeboatCore
import LifeboatStreams

/// One run's view of the files: which there were when it began.
struct FilesSession: SourceSession {
    private let configuration: FilesConfiguration
    private let found: PatternTargets

    init(_ configuration: FilesConfiguration, targets: PatternTargets) {
        self.configuration = configuration
        found = targets
    }

    func targets() async throws -> [Target] { found.all }

    /// A tar archive whose members begin with the target's name.
    func dump(_ target: Target, _ context: DumpContext, into output: any ByteWriter) async throws -> DumpResult {
        try found.check(target)
        let origin = DisplayName.bytes(of: target.origin)
        let writer = try ArchiveWriter(to: output, pool: context.pool, pace: context.pace)
        let excludes = FileExcludes(configuration.excludes)
        try await writer.add(
            origin, as: DisplayName.bytes(of: target.name),
            ArchiveWriter.Options(
                oneFileSystem: configuration.oneFileSystem, exclude: excludes.below(origin),
                ownBackups: OwnBackups(configuration.ownBackups)))
        let summary = try await writer.finish()
        var facts = ["archive": "tar (POSIX pax)"]
        if try Glob.kind(of: origin, following: false) == S_IFLNK, let end = Self.realPath(origin) {
            facts["symlink_followed_to"] = end
        }
        return DumpResult(evidence: summary.evidence, facts: facts, omissions: summary.omissions)
    }

    private static func realPath(_ path: [UInt8]) -> String? {
        guard let end = realpath(path.map { CChar(bitPattern: $0) } + [0], nil) else { return nil }
        defer { free(end) }
        return DisplayName.text(of: UnsafeRawBufferPointer(start: end, count: strlen(end)))
    }
}
