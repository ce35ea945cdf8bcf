extension Toleration {
    var node: ManifestNode {
        [
            "key": .text(key), "operator": value == nil ? "Exists" : "Equal", "value": .text(orAbsent: value),
            "effect": .text(orAbsent: effect?.rawValue),
        ]
    }
}
