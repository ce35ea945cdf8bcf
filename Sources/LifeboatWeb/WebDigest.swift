import Crypto
import Foundation
import LifeboatCore

/// A server's challenge to prove a password without showing it (RFC 7616).
struct WebDigest: Equatable {
    private enum Algorithm: String {
        case md5 = "MD5"
        case sha256 = "SHA-256"
    }

    private let realm: String
    private let nonce: String
    private let opaque: String?
    private let algorithm: Algorithm
    private let hasQuality: Bool
    /// Whether only the challenge that we answered was too old.
    let isStale: Bool

    /// Reads the header `WWW-Authenticate`; `nil` where it wants something else, or something that we do not know.
    init?(_ header: String) {
        guard header.lowercased().hasPrefix("digest ") else { return nil }
        let values = Self.parameters(header.dropFirst("digest ".count))
        guard let realm = values["realm"], let nonce = values["nonce"],
            let algorithm = Algorithm(rawValue: (values["algorithm"] ?? "MD5").uppercased())
        else { return nil }
        let qualities = values["qop"]?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        if let qualities, !qualities.contains("auth") { return nil }
        self.realm = realm
        self.nonce = nonce
        self.algorithm = algorithm
        opaque = values["opaque"]
        hasQuality = qualities != nil
        isStale = values["stale"]?.lowercased() == "true"
    }

    /// The larger, the better.
    var strength: Int { algorithm == .sha256 ? 1 : 0 }

    /// The header `Authorization` that answers it.
    ///
    /// - Parameter use: counts the answers to this challenge, from 1.
    func authorization(
        user: String, password: Secret, _ method: String, path: String, use: Int, clientNonce: String
    ) -> String {
        let digits = String(use, radix: 16)
        let count = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
        let secret = digest("\(user):\(realm):\(password.revealed)")
        let middle = hasQuality ? "\(nonce):\(count):\(clientNonce):auth" : nonce
        let response = digest("\(secret):\(middle):\(digest("\(method):\(path)"))")
        var parts = [
            "username=\(Self.quoted(user))", "realm=\(Self.quoted(realm))", "nonce=\(Self.quoted(nonce))",
            "uri=\(Self.quoted(path))", "algorithm=\(algorithm.rawValue)", "response=\(Self.quoted(response))",
        ]
        if hasQuality { parts += ["qop=auth", "nc=\(count)", "cnonce=\(Self.quoted(clientNonce))"] }
        if let opaque { parts.append("opaque=\(Self.quoted(opaque))") }
        return "Digest " + parts.joined(separator: ", ")
    }

    private func digest(_ text: String) -> String {
        switch algorithm {
        case .md5: Insecure.MD5.hash(data: Data(text.utf8)).hexadecimal
        case .sha256: SHA256.hash(data: Data(text.utf8)).hexadecimal
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// `name=value` and `name="value"`, separated by commas; names in lower case.
    private static func parameters(_ text: Substring) -> [String: String] {
        var values: [String: String] = [:]
        var rest = text
        while let equals = rest.firstIndex(of: "=") {
            let name = rest[..<equals].trimmingCharacters(in: CharacterSet(charactersIn: " \t,")).lowercased()
            rest = rest[rest.index(after: equals)...].drop { $0 == " " }
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let character = rest.popFirst(), character != "\"" {
                    value.append(character == "\\" ? rest.popFirst() ?? character : character)
                }
            } else {
                value = rest.prefix { $0 != "," }.trimmingCharacters(in: .whitespaces)
                rest = rest.drop { $0 != "," }
            }
            values[name] = value
        }
        return values
    }
}
