import Foundation
import LifeboatCore

/// Turns the configured paths and globs into database files.
struct SQLiteTargets {
    let configuration: SQLiteConfiguration

    /// Every file once, by the last component of its path.
    func find() -> PatternTargets {
        let excludes = FileExcludes(configuration.excludes)
        return PatternTargets(configuration.targets) { pattern in
            let kept = Set(try match(pattern)).filter { !excludes.excludesFile(Array($0.utf8)) }
            guard !kept.isEmpty else {
                throw LifeboatError(
                    .notFound, "every database that the target `\(pattern)` names is excluded",
                    hint: "remove the target, or the exclude that hits it")
            }
            return kept.sorted().map { path in
                let name = String(path[path.index(after: path.lastIndex(of: "/") ?? path.startIndex)...])
                return Target(name: name, fileExtension: "sql", origin: path, estimatedSize: Self.size(of: path))
            }
        }
    }

    private func match(_ pattern: String) throws -> [String] {
        guard pattern.hasPrefix("/") else {
            throw LifeboatError(.configuration, "the target \(pattern) is not an absolute path")
        }
        let glob = Glob(pattern)
        // A file that is named just like the pattern is one match of several.
        let literal = Self.kind(of: pattern) == nil ? [] : [try Self.checked(pattern)]
        if !glob.isPattern, !literal.isEmpty { return literal }
        let found = try glob.expand() + literal.map { Array($0.utf8) }
        guard !found.isEmpty else {
            throw LifeboatError(
                .notFound, "no database matches \(pattern)", hint: "correct the target, or is a volume not mounted?")
        }
        let paths = try found.map { bytes in
            guard let path = String(validating: bytes, as: UTF8.self) else {
                throw LifeboatError(.refused, "\(pattern) matches a name that is not UTF-8")
            }
            return path
        }.filter { Self.kind(of: $0) == S_IFREG && !Self.isCompanion($0) }
        guard !paths.isEmpty else { throw LifeboatError(.notFound, "\(pattern) matches no regular file") }
        return paths
    }

    /// SQLite's own files beside a database: they are read with it.
    private static func isCompanion(_ path: String) -> Bool {
        ["-wal", "-shm", "-journal"].contains {
            path.hasSuffix($0) && kind(of: String(path.dropLast($0.count))) == S_IFREG
        }
    }

    private static func checked(_ path: String) throws -> String {
        guard kind(of: path) == S_IFREG else {
            throw LifeboatError(.refused, "cannot take \(path)", why: "it is not a regular file")
        }
        return path
    }

    private static func kind(of path: String) -> UInt32? {
        var found = stat()
        return stat(path, &found) == 0 ? found.st_mode & S_IFMT : nil
    }

    private static func size(of path: String) -> Int64? {
        var found = stat()
        return stat(path, &found) == 0 ? Int64(found.st_size) : nil
    }
}
