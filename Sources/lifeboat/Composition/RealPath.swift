import Foundation

/// Where a path really leads: two spellings of one place are one place.
enum RealPath {
    /// Without `.`, `..` and symbolic links. What is not there yet keeps its name below what is; a location that is no
    /// absolute path, as that of a bucket, is taken as it is.
    static func of(_ location: String) -> String {
        guard location.hasPrefix("/") else { return location }
        var there = location.split(separator: "/")
        var missing: [Substring] = []
        while true {
            if let real = realpath("/" + there.joined(separator: "/"), nil) {
                defer { free(real) }
                return append(missing, to: String(cString: real))
            }
            guard let last = there.popLast() else { return location }
            missing.insert(last, at: 0)
        }
    }

    /// Of what is not there, no part is a link that leads anywhere.
    private static func append(_ missing: [Substring], to base: String) -> String {
        var parts = base.split(separator: "/")
        for part in missing where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
