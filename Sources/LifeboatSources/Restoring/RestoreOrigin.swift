import LifeboatCore
import LifeboatStreams

/// Where a target lay, as its receipt says, when something is to be written there.
///
/// Whoever can write to a storage can forge a receipt: the origin counts only where the configuration, which a
/// person wrote here, names it too.
enum RestoreOrigin {
    /// - Parameters:
    ///   - path: the origin's bytes.
    ///   - patterns: the source's configured targets.
    ///   - takesPlainPaths: a pattern that is spelled like the origin covers it, whatever characters are in it.
    /// - Returns: the path's components.
    static func check(
        _ path: [UInt8], of target: Target, coveredBy patterns: [String], takesPlainPaths: Bool = false
    ) throws -> [[UInt8]] {
        let slash = UInt8(ascii: "/")
        guard path.first == slash else {
            throw LifeboatError(.refused, "the backup does not say where `\(target.name)` lay", hint: hint)
        }
        let components = path.split(separator: slash).map { Array($0) }.filter { $0 != Array(".".utf8) }
        let origin = DisplayName.text(of: path)
        guard !components.contains(Array("..".utf8)), !path.contains(0) else {
            throw LifeboatError(
                .refused, "the backup says that it lay at `\(origin)`, which is no plain path", hint: hint)
        }
        let isCovered = patterns.contains { pattern in
            let glob = Glob(pattern)
            guard glob.isAbsolute else { return false }
            return glob.canExpand(to: components[...])
                || takesPlainPaths
                    && pattern.utf8.split(separator: slash).elementsEqual(components) { $0.elementsEqual($1) }
        }
        guard isCovered else {
            throw LifeboatError(
                .refused, "the backup says that it lay at `\(origin)`",
                why: "that is not what this source is configured to back up", hint: hint)
        }
        return components
    }

    private static let hint = "restore it to another folder: `--to DIR`"
}
