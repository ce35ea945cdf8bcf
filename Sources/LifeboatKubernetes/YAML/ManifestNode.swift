/// A value of a manifest: YAML whose keys stay in the order in which people write them.
package indirect enum ManifestNode: Sendable, Hashable {
    case text(String)
    /// A text with line breaks of its own, as the files in a ConfigMap.
    case lines(String)
    case integer(Int)
    case boolean(Bool)
    case list([ManifestNode])
    case mapping([Entry])
    /// A value with something to say to whoever reads the file.
    case commented(String, ManifestNode)
    /// Nothing at all: neither it nor its key is written.
    case absent

    package struct Entry: Sendable, Hashable {
        package var key: String
        package var value: ManifestNode

        package init(key: String, value: ManifestNode) {
            self.key = key
            self.value = value
        }
    }

    /// With a comment above it.
    func commented(_ comment: String) -> ManifestNode { .commented(comment, self) }
}

extension ManifestNode {
    static func list(orAbsent items: [ManifestNode]) -> ManifestNode { items.isEmpty ? .absent : .list(items) }

    static func mapping(orAbsent pairs: [(String, String)]) -> ManifestNode {
        pairs.isEmpty ? .absent : .mapping(pairs.map { Entry(key: $0, value: .text($1)) })
    }

    /// A text of a container's arguments or environment, where Kubernetes puts values in the place of `$(NAME)`: as it is.
    static func literal(_ text: String) -> ManifestNode { .text(text.replacing("$", with: "$$")) }

    static func text(orAbsent text: String?) -> ManifestNode { text.map { .text($0) } ?? .absent }
}

extension ManifestNode: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension ManifestNode: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(arrayLiteral elements: ManifestNode...) { self = .list(elements) }
    package init(dictionaryLiteral elements: (String, ManifestNode)...) {
        self = .mapping(elements.map { Entry(key: $0, value: $1) })
    }
}
