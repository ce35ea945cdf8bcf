import LifeboatConfig

extension ManifestSettings {
    /// What is said twice in the same words counts once.
    var withoutRepetitions: ManifestSettings {
        var settings = self
        settings.secrets = Self.once(secrets)
        settings.values = Self.once(values)
        settings.dataClaims = Self.once(dataClaims)
        settings.backupVolumes = Self.once(backupVolumes)
        settings.secretFolders = Self.once(secretFolders)
        settings.nodeSelector = Self.once(nodeSelector)
        settings.sameNodeAs = Self.once(sameNodeAs)
        settings.tolerations = Self.once(tolerations)
        settings.pullSecrets = Self.once(pullSecrets)
        settings.requests = Self.once(requests)
        settings.limits = Self.once(limits)
        return settings
    }

    /// Where one key has two values, or less is allowed than is promised.
    var contradictions: [Problem] {
        let pairs = [
            ("--node-selector", nodeSelector.map { ($0.key, $0.value) }),
            ("--same-node-as", sameNodeAs.map { ($0.key, $0.value) }),
            ("--request", requests.map { ($0.name, $0.quantity) }), ("--limit", limits.map { ($0.name, $0.quantity) }),
        ]
        let twice = pairs.flatMap { option, pairs in
            Dictionary(grouping: pairs) { $0.0 }.filter { $0.value.count > 1 }.map { key, found in
                let values = found.map(\.1).joined(separator: " and ")
                return Problem(nil, option, "\(key) cannot be \(values)", hint: "keep one of them")
            }
        }
        let tooMuch = requests.flatMap { request in
            limits.filter { $0.name == request.name && $0.number < request.number }.map { limit in
                Problem(
                    nil, "--request", "\(request.name)=\(request.quantity) is more than its limit \(limit.quantity)",
                    hint: "raise the one or lower the other")
            }
        }
        return twice + tooMuch
    }

    private static func once<Element: Hashable>(_ elements: [Element]) -> [Element] {
        var seen: Set<Element> = []
        return elements.filter { seen.insert($0).inserted }
    }
}
