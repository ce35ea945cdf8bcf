import LifeboatConfig

extension UnderstoodMapping {
    /// What stands at a path, as far as it was understood.
    func value(at path: ConfigurationPath) -> UnderstoodMapping? {
        var found: UnderstoodValue.Content = .mapping(self)
        for part in path.parts {
            switch (part, found) {
            case (.key(let key), .mapping(let mapping)):
                guard let value = mapping[key] else { return nil }
                found = value.content
            case (.index(let index), .list(let values)):
                guard values.indices.contains(index) else { return nil }
                found = values[index].content
            default: return nil
            }
        }
        guard case .mapping(let mapping) = found else { return nil }
        return mapping
    }

    func text(_ key: String) -> String? {
        guard case .text(let text)? = self[key]?.content else { return nil }
        return text
    }

    /// Every text that stands in it, however deep.
    var texts: [String] { entries.flatMap { Self.texts(in: $0.value) } }

    private static func texts(in value: UnderstoodValue) -> [String] {
        switch value.content {
        case .mapping(let mapping): mapping.texts
        case .list(let values): values.flatMap(texts)
        case .text(let text): [text]
        default: []
        }
    }

    /// The secrets that are written in a file as they are.
    var secretPlaces: [(path: String, place: Place)] {
        entries.flatMap { Self.secretPlaces(in: $0.value, at: $0.key) }
    }

    private static func secretPlaces(in value: UnderstoodValue, at path: String) -> [(path: String, place: Place)] {
        switch value.content {
        case .mapping(let mapping):
            return mapping.entries.flatMap { secretPlaces(in: $0.value, at: "\(path).\($0.key)") }
        case .list(let values):
            return values.enumerated().flatMap { secretPlaces(in: $1, at: "\(path)[\($0)]") }
        case .text(let text):
            guard value.isSecret, !text.isEmpty, case .file(let place) = value.origin else { return [] }
            return [(path, place)]
        default: return []
        }
    }
}
