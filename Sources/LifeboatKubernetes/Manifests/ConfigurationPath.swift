/// The path of a key, as `jobs[0].storages[1].backup_dir`, in its parts.
struct ConfigurationPath: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        case key(String)
        case index(Int)
    }

    private(set) var parts: [Part]

    init(_ text: String) {
        parts = text.split(separator: ".").flatMap { piece -> [Part] in
            let names = piece.split(separator: "[").map { $0.hasSuffix("]") ? $0.dropLast() : $0 }
            return names.enumerated().map { position, name in
                position > 0 ? Int(name).map { .index($0) } ?? .key(String(name)) : .key(String(name))
            }
        }
    }

    var lastKey: String? {
        for case .key(let key) in parts.reversed() { return key }
        return nil
    }

    /// The mapping that the last key is in.
    var parent: ConfigurationPath? {
        guard let index = parts.lastIndex(where: { if case .key = $0 { true } else { false } }) else { return nil }
        var path = self
        path.parts = Array(parts[..<index])
        return path
    }

    /// The job that it belongs to.
    var job: ConfigurationPath? {
        guard parts.count >= 2, parts[0] == .key("jobs") else { return nil }
        var path = self
        path.parts = Array(parts[..<2])
        return path
    }
}
