/// What a source of files leaves out, always with all below it.
///
/// - An absolute glob (`/var/www/*/cache`) matches absolute paths. It may hit a target itself, or what is above it.
/// - A relative glob with a slash (`var/cache`, `./tmp`) is anchored at every target's top.
/// - A relative glob without one (`*.log`, `node_modules`) matches a name at any depth below every target.
/// - `cache/**` leaves out all that is in `cache`, and keeps the folder itself, empty.
/// - With a slash at its end (`logs/`), a glob matches folders only.
///
/// Other than in the expansion of targets, `*` matches a leading dot too.
package struct FileExcludes: Sendable {
    private let absolute: [Glob]
    private let anchored: [Glob]
    private let names: [Glob]

    package init(_ patterns: [String]) {
        let globs = patterns.map { Glob($0.hasSuffix("/**") ? $0 + "/*" : $0) }.filter { !$0.components.isEmpty }
        absolute = globs.filter(\.isAbsolute)
        anchored = globs.filter { !$0.isAbsolute && $0.isAnchored }
        names = globs.filter { !$0.isAbsolute && !$0.isAnchored }
    }

    /// Whether a target, by its absolute path, is left out as a whole.
    package func excludesTarget(_ path: [UInt8]) -> Bool {
        let components = path.split(separator: UInt8(ascii: "/")).map { Array($0) }
        return absolute.contains { glob in
            components.indices.contains { glob.matches(components[...$0]) }
        }
    }

    /// Whether a target that is one file is left out: as a whole, or by its name.
    package func excludesFile(_ path: [UInt8]) -> Bool {
        let name = path[((path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...]
        return excludesTarget(path)
            || name.withUnsafeBytes { name in names.contains { !$0.isFolderOnly && $0.matchesName(name) } }
    }

    /// Asks for each path below one target, by its bytes and whether it is a folder; `nil` when nothing is left out.
    /// Whoever asks goes down from the target, and not into what is left out.
    package func below(_ root: [UInt8]) -> (@Sendable (_ path: UnsafeRawBufferPointer, _ isFolder: Bool) -> Bool)? {
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
