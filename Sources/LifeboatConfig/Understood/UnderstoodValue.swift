package import LifeboatCore

/// What one key was understood to be.
package struct UnderstoodValue: Sendable, Hashable {
    package indirect enum Content: Sendable, Hashable {
        case text(String)
        case boolean(Bool)
        case integer(Int)
        case size(ByteSize)
        case duration(Duration)
        case list([UnderstoodValue])
        case mapping(UnderstoodMapping)
        /// Not set, and no default either.
        case unset
    }

    /// Where a value came from.
    package enum Origin: Sendable, Hashable {
        case file(Place)
        /// Of a template, made of variables.
        case template(Place, variables: [String])
        /// Of the environment, without being named in a file.
        case environment(String)
        case byDefault
    }

    package var content: Content
    package var origin: Origin
    /// Never to be shown.
    package var isSecret: Bool

    package init(_ content: Content, _ origin: Origin, isSecret: Bool = false) {
        self.content = content
        self.origin = origin
        self.isSecret = isSecret
    }
}

extension UnderstoodValue {
    /// Where it stands, if it stands in a file.
    package var place: Place? {
        switch origin {
        case .file(let place), .template(let place, _): place
        case .environment, .byDefault: nil
        }
    }
}

extension UnderstoodValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { isSecret ? "<redacted>" : "\(content)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["content": description, "origin": origin]) }
}

extension UnderstoodValue.Origin: CustomStringConvertible {
    package var description: String {
        switch self {
        case .file(let place): place.description
        case .template(let place, let variables): "environment \(variables.joined(separator: ", ")), \(place)"
        case .environment(let variable): "environment \(variable)"
        case .byDefault: "default"
        }
    }
}
