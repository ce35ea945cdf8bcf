import LifeboatStreams

/// What a files source leaves out, always with all below it.
///
/// - An absolute glob (`/var/www/*/cache`) matches absolute paths. It may hit a target itself, or what is above it.
/// - A relative glob with a slash (`var/cache`, `./tmp`) is anchored at every target's top.
/// - A relative glob without one (`*.log`, `node_modules`) matches a name at any depth below every target.
/// - `cache/**` leaves out all that is in `cache`, and keeps the folder itself, empty.
/// - With a slash at its end (`logs/`), a glob matches folders only.
///
/// Other than in the expansion of targets, `*` matches a leading dot too.
struct FileExcludes: Sendable {
    private let absolute: [Glob]
    private let anchored: [Glob]
    private let names: [Glob]

    init(_ patterns: [String]) {
        let globs = patterns.map { Glob($0.hasSuffix("/**") ? $0 + "/*" : $0) }.filter { !$0.components.isEmpty }
        absolute = globs.filter(\.isAbsolute)
        anchored = globs.filter { !$0.isAbsolute && $0.isAnchored }
        names = globs.filter { !$0.isAbsolute && !$0.isAnchored }
    }

    /// Whether a target, by its absolute path, is left out as a whole.
    func excludesTarget(_ path: [UInt8]) -> Bool {
        let components = path.split(separator: UInt8(ascii: "/")).map { Array($0) }
        return absolute.contains { glob in
            components.indices.contains { glob.matches(components[...$0]) }
        }
    }

    /// What the archive asks for each path below one target; `nil` when nothing is left out.
    func below(_ root: [UInt8]) -> ArchiveWriter.Exclude? {
        if absolute.isEmpty, anchored.isEmpty, names.isEmpty { return nil }
        let rootComponents = root.split(separator: UInt8(ascii: "/")).map { Array($0) }
        return { path, isFolder in
            let slash = UInt8(ascii: "/")
            let start = (path.lastIndex(of: slash) ?? -1) + 1
            let name = UnsafeRawBufferPointer(rebasing: path[start...])
            for glob in names where (isFolder || !glob.isFolderOnly) && glob.matchesName(name) { return true }
            if anchored.isEmpty, absolute.isEmpty { return false }
            let components = path.split(separator: slash).map { Array($0) }
            for glob in anchored where (isFolder || !glob.isFolderOnly) && glob.matches(components[...]) { return true }
            if absolute.isEmpty { return false }
            let whole = rootComponents + components
            return absolute.contains { (isFolder || !$0.isFolderOnly) && $0.matches(whole[...]) }
        }
    }
}
