import LifeboatCore

extension ConfigurationListing {
    /// For programs: `{"file", "main", "jobs", "origins", "warnings"}`, keys in their documented order.
    ///
    /// Strings are exactly the strings that were understood, sizes are bytes, durations are seconds, what is not set is
    /// null, secrets are `"<redacted>"`. `origins` says by path (`jobs[0].sources[0].gzip`) where each value came from.
    package var json: String {
        var origins: [(String, JSONText)] = []
        Self.collectOrigins(UnderstoodValue(.mapping(configuration.understood), .byDefault), "", into: &origins)
        var members: [(String, JSONText)] = [("file", .string(configuration.file))]
        members += configuration.understood.entries.map { ($0.key, Self.value($0.value)) }
        members.append(("origins", .object(origins)))
        members.append(("warnings", .array(configuration.warnings.map { .string($0.description) })))
        return JSONText.object(members).text() + "\n"
    }

    private static func value(_ value: UnderstoodValue) -> JSONText {
        if value.isSecret, value.content != .unset { return .string(redacted) }
        return switch value.content {
        case .text(let text): .string(text)
        case .boolean(let value): .plain(value ? "true" : "false")
        case .integer(let value): .plain(String(value))
        case .size(let size): .plain(String(size.bytes))
        case .duration(let duration): .plain(String(duration.components.seconds))
        case .list(let values): .array(values.map(Self.value))
        case .mapping(let mapping): .object(mapping.entries.map { ($0.key, Self.value($0.value)) })
        case .unset: .plain("null")
        }
    }

    private static func collectOrigins(
        _ value: UnderstoodValue, _ path: String, into origins: inout [(String, JSONText)]
    ) {
        switch value.content {
        case .mapping(let mapping) where !value.isSecret:
            for entry in mapping.entries {
                collectOrigins(entry.value, path.isEmpty ? entry.key : "\(path).\(entry.key)", into: &origins)
            }
        case .list(let values) where !values.isEmpty && !value.isSecret:
            for (index, value) in values.enumerated() { collectOrigins(value, "\(path)[\(index)]", into: &origins) }
        default: origins.append((path, .string(value.origin.description)))
        }
    }
}
