import Foundation
import LifeboatCore

/// The address of a server of HTTP. Whoever knows it may often use it, so it is never shown as a whole.
package struct WebAddress: Sendable, Hashable {
    package let text: String
    package let scheme: String
    package let host: String

    /// `nil` when it is no `http` or `https` address with a host.
    package init?(_ text: String) {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty, parts.fragment == nil
        else { return nil }
        self.text = text
        self.scheme = scheme
        self.host = host
    }

    /// Itself, and the parts of it that may be quoted by somebody.
    var secrets: [Secret] {
        let parts = URLComponents(string: text)
        let pieces =
            [text, parts?.password, parts?.query].compactMap(\.self)
            + (parts?.path.split(separator: "/").map(String.init) ?? []).filter { $0.count >= 8 }
        return pieces.filter { !$0.isEmpty }.map { Secret($0) }
    }

    /// The same server, further down; the query stays.
    func appending(path components: [String], query: [(String, String)] = []) -> String {
        guard var parts = URLComponents(string: text) else { return text }
        var path = parts.percentEncodedPath
        while path.hasSuffix("/") { path.removeLast() }
        parts.percentEncodedPath = path + components.map { "/" + Self.escaped($0) }.joined()
        if !query.isEmpty {
            parts.queryItems = (parts.queryItems ?? []) + query.map { URLQueryItem(name: $0, value: $1) }
        }
        return parts.string ?? text
    }

    private static func escaped(_ component: String) -> String {
        var output = ""
        for byte in component.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "@"), UInt8(ascii: "="):
                output.unicodeScalars.append(UnicodeScalar(byte))
            default: output += "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }
        }
        return output
    }
}

extension WebAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(scheme)://\(host)/<redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
