/// The address of an object in a storage: escaped components, joined by `/`. Never absolute, never with `..`.
package struct ObjectKey: Sendable, Hashable {
    package let components: [KeyComponent]

    package init(_ components: [KeyComponent] = []) {
        self.components = components
    }

    /// Takes names and escapes them: `ObjectKey(names: "desc-files", "files")`.
    package init(names: String...) {
        components = names.map { KeyComponent(escaping: $0) }
    }

    /// Reads `a/b/c` as a storage lists it; `nil` when a component is not one of ours.
    package init?(path: String) {
        var components: [KeyComponent] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            guard let component = KeyComponent(escaped: String(part)) else { return nil }
            components.append(component)
        }
        self.components = components
    }

    /// The root: the prefix of every key.
    package static let root = ObjectKey()

    package var path: String { components.map(\.escaped).joined(separator: "/") }
    package var last: KeyComponent? { components.last }
    package var parent: ObjectKey { ObjectKey(components.dropLast()) }

    /// The key one level deeper.
    package func appending(_ component: KeyComponent) -> ObjectKey { ObjectKey(components + [component]) }
    package func appending(name: String) -> ObjectKey { appending(KeyComponent(escaping: name)) }

    /// Whether this key lies below `prefix`, component by component: `db/x` is below `db`, `db2/x` is not.
    package func isBelow(_ prefix: ObjectKey) -> Bool {
        components.count > prefix.components.count && components.starts(with: prefix.components)
    }
}

extension ObjectKey: CustomStringConvertible {
    package var description: String { path }
}
