/// What an object is called, and the labels by which people find it.
struct ObjectMetadata: Sendable, Hashable {
    /// What an object is for.
    enum Component: String, Sendable {
        case backup, restore, configuration
    }

    let name: String
    let namespace: String?
    let component: Component
    /// Which job of Lifeboat's; nil for what all of them share.
    let instance: String?

    var node: ManifestNode {
        ["name": .text(name), "namespace": .text(orAbsent: namespace), "labels": labels]
    }

    var labels: ManifestNode {
        [
            "app.kubernetes.io/name": "lifeboat",
            "app.kubernetes.io/instance": .text(orAbsent: instance),
            "app.kubernetes.io/component": .text(component.rawValue),
        ]
    }
}
