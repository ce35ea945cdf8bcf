/// One object of Kubernetes, as a YAML document.
package struct Manifest: Sendable, Hashable {
    package let kind: String
    package let name: String
    /// What the file begins with.
    package var comment: String?
    package let node: ManifestNode

    package var yaml: String { (comment.map(node.commented) ?? node).yaml }

    /// Several in one file.
    package static func yaml(_ manifests: [Manifest]) -> String {
        manifests.map(\.yaml).joined(separator: "---\n")
    }
}
