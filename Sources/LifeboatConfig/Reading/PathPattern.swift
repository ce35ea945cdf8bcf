import Foundation

/// A glob over `/`-separated paths: `*`, `?` and `[…]` within a component, `**` for any number of them.
struct PathPattern {
    let components: [String]

    init(_ pattern: String) {
        let parts = Self.components(of: pattern)
        components = parts.enumerated().filter { $1 != "**" || $0 == 0 || parts[$0 - 1] != "**" }.map(\.element)
    }

    /// The parts of a path; `//` and `.` do not count, `..` takes the part before it back.
    static func components(of path: String) -> [String] {
        var parts: [String] = []
        for part in path.split(separator: "/").map(String.init) where part != "." {
            if part == "..", parts.last != nil, parts.last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        return parts
    }

    /// Whether two absolute paths name the same file, symbolic links aside.
    static func isSamePath(_ left: String, _ right: String) -> Bool {
        left.hasPrefix("/") == right.hasPrefix("/") && components(of: left) == components(of: right)
    }

    /// Whether a text means more than itself.
    static func isPattern(_ text: String) -> Bool {
        text.contains { "*?[".contains($0) }
    }

    static func component(_ name: String, matches pattern: String) -> Bool {
        fnmatch(pattern, name, FNM_PERIOD) == 0
    }

    /// Whether the whole of `path`, given in components, matches.
    func matches(_ path: some Collection<String>) -> Bool {
        Self.matches(components[...], Array(path)[...])
    }

    private static func matches(_ pattern: ArraySlice<String>, _ path: ArraySlice<String>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        if first == "**" {
            return (path.startIndex...path.endIndex).contains { matches(pattern.dropFirst(), path[$0...]) }
        }
        guard let name = path.first, fnmatch(first, name, 0) == 0 else { return false }
        return matches(pattern.dropFirst(), path.dropFirst())
    }
}
