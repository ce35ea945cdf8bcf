import Glibc
package import LifeboatCore
import LifeboatStreams

extension FilesSource: RestorableSource {
    /// Extracts an archive to `DIR/<target>`, or over the original.
    ///
    /// Existing files are replaced one by one, each in one step; what the archive does not know is left alone.
    package func restore(
        _ target: Target, from input: ByteStream, into place: RestorePlace
    ) async throws -> DumpResult {
        let summary: ArchiveSummary
        switch place {
        case .folder(let path, let replace):
            let folder = Array(path.utf8)
            try RestoreFolders.make(folder)
            summary = try await ArchiveExtractor.extract(input, into: folder, .init(replace: replace))
        case .inPlace:
            summary = try await restoreInPlace(target, from: input)
        case .renamed, .server:
            throw LifeboatError(
                .usage, "files are restored to a folder", hint: "`--to DIR`")
        }
        var facts: [String: String] = [:]
        if summary.ownersLeftOut {
            facts["owners"] = "not restored: that needs root; all belongs to uid \(geteuid())"
        }
        return DumpResult(evidence: summary.evidence, facts: facts, omissions: summary.omissions)
    }

    private func restoreInPlace(_ target: Target, from input: ByteStream) async throws -> ArchiveSummary {
        let origin = DisplayName.bytes(of: target.origin)
        let components = try RestoreOrigin.check(origin, of: target, coveredBy: configuration.targets)
        guard target.name == Self.target(at: origin).name else {
            throw LifeboatError(
                .refused, "`\(target.name)` is not the name of what lay at `\(target.origin)`",
                hint: "restore it to another folder: `--to DIR`")
        }
        let slash = UInt8(ascii: "/")
        let above = [slash] + components.dropLast().joined(separator: [slash])
        try RestoreFolders.makeParents(of: [slash] + components.joined(separator: [slash]))
        // The folder above belongs to others.
        var options = ArchiveExtractor.Options(replace: true, only: DisplayName.bytes(of: target.name))
        // `/` itself has another name in the archive, and a symlink to the folder stays the symlink that it is.
        if try Glob.kind(of: origin, following: true) == S_IFDIR {
            options.aliases[DisplayName.bytes(of: target.name)] = origin
        }
        return try await ArchiveExtractor.extract(input, into: above, options)
    }
}
