/// A variable in a pod's environment.
struct WiredVariable: Sendable, Hashable {
    enum Value: Sendable, Hashable {
        case plain(String)
        case secret(String, key: String, isOptional: Bool)
    }

    let name: String
    let value: Value

    var node: ManifestNode {
        switch value {
        case .plain(let text): return ["name": .text(name), "value": .literal(text)]
        case .secret(let secret, let key, let isOptional):
            return [
                "name": .text(name),
                "valueFrom": [
                    "secretKeyRef": [
                        "name": .text(secret), "key": .text(key), "optional": isOptional ? true : .absent,
                    ]
                ],
            ]
        }
    }
}
