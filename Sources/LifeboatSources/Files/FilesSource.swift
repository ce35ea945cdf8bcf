import Glibc
package import LifeboatCore
import LifeboatStreams

/// Folders and files, each as one tar archive.
package struct FilesSource: Source {
    package let configuration: FilesConfiguration

    package init(_ configuration: FilesConfiguration) {
        self.configuration = configuration
    }

    /// The patterns are expanded here, once: what a run backs up is decided when it begins.
    package func withSession<Value: Sendable>(_ body: (any SourceSession) async throws -> Value) async throws -> Value {
        try await body(FilesSession(configuration, targets: targets()))
    }

    package func probe() async throws -> [String] {
        try targets().probe { target in
            let path = DisplayName.bytes(of: target.origin)
            let isFolder = try Glob.kind(of: path, following: true) == S_IFDIR
            let text = path.map { CChar(bitPattern: $0) } + [0]
            guard faccessat(AT_FDCWD, text, isFolder ? R_OK | X_OK : R_OK, AT_EACCESS) == 0 else {
                throw LifeboatError(errno: errno, "read", target.origin)
            }
            return "\(target.origin): \(isFolder ? "a folder" : "a file"), readable"
        }
    }

    /// One target per match, by the last component of its path.
    private func targets() -> PatternTargets {
        let excludes = FileExcludes(configuration.excludes)
        return PatternTargets(configuration.targets) { pattern in
            let glob = Glob(pattern)
            guard glob.isAbsolute else {
                throw LifeboatError(
                    .configuration, "the target `\(pattern)` is not an absolute path",
                    hint: "what a relative path means depends on where the program is started")
            }
            guard !pattern.utf8.contains(0) else {
                throw LifeboatError(
                    .configuration, "the target `\(DisplayName.text(of: pattern.utf8))` contains a zero")
            }
            let matches = try glob.expand().filter { try isHeld($0, glob) }
            guard !matches.isEmpty else {
                throw LifeboatError(
                    .notFound, "nothing matches the target `\(pattern)`",
                    hint: "look for a typing mistake, or a volume that is not mounted here")
            }
            let kept = matches.filter { !excludes.excludesTarget($0) }
            guard !kept.isEmpty else {
                throw LifeboatError(
                    .notFound, "all that the target `\(pattern)` matches is excluded",
                    hint: "remove the target, or the exclude that hits it")
            }
            return kept.map(Self.target)
        }
    }

    /// A pattern may match what no archive is made of: sockets, symlinks that lead nowhere. A plain path may not.
    private func isHeld(_ path: [UInt8], _ glob: Glob) throws -> Bool {
        let kind = try Glob.kind(of: path, following: true)
        if kind == S_IFDIR || kind == S_IFREG { return true }
        guard !glob.isPattern else { return false }
        let text = DisplayName.text(of: path)
        if kind == nil { throw LifeboatError(.notFound, "the target `\(text)` is a symlink that leads nowhere") }
        throw LifeboatError(.configuration, "the target `\(text)` is neither a file nor a folder")
    }

    static func target(at path: [UInt8]) -> Target {
        let last = path.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? Array("root".utf8)
        return Target(
            name: DisplayName.text(of: last), fileExtension: "tar", origin: DisplayName.text(of: path))
    }
}
