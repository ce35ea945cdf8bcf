/// Paths as the configuration spells them.
enum ConfiguredPath {
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
}
