import LifeboatCore

/// Absolute paths in a pod.
struct MountPath: Sendable, Hashable {
    let text: String
    private let components: [Substring]

    /// nil where nothing can be mounted there.
    init?(_ text: String) {
        guard text.hasPrefix("/"), !text.contains(":"), !text.unicodeScalars.contains(where: { $0.value < 32 }) else {
            return nil
        }
        self.init(of: text)
        guard !components.isEmpty, !components.contains("..") else { return nil }
    }

    /// A path that a configuration names.
    init(of text: String) {
        components = text.split(separator: "/").filter { $0 != "." }
        self.text = "/" + components.joined(separator: "/")
    }

    /// Of a pattern, the folders before the first one that is not fixed.
    init(fixedPartOf pattern: String) {
        let parts = pattern.split(separator: "/").prefix { part in !part.contains { "*?[\\".contains($0) } }
        self.init(of: parts.joined(separator: "/"))
    }

    var depth: Int { components.count }

    /// Whether the other path is this one or lies below it.
    func holds(_ other: MountPath) -> Bool { other.components.starts(with: components) }

    /// - Throws: a usage error that says which part of an option is none.
    static func parse(_ text: some StringProtocol, as form: String) throws(LifeboatError) -> MountPath {
        guard let path = MountPath(String(text)) else {
            throw LifeboatError(.usage, "`\(text)` is no absolute path to mount something at", hint: form)
        }
        return path
    }
}
