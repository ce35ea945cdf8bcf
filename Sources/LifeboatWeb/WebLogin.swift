import Foundation
package import LifeboatCore
package import NIOHTTP1
import Synchronization

/// Proves to one server who we are, in the way that it asks for: by an answer to its challenge (`Digest`), where it knows
/// that, or by the password (`Basic`). Nothing is sent before it has asked.
package final class WebLogin: Sendable {
    private enum Way {
        case basic
        case digest(WebDigest, uses: Int)
    }

    private let user: String
    private let password: Secret
    private let randomness: @Sendable () -> UInt64
    private let way = Mutex<Way?>(nil)

    package init(user: String, password: Secret, randomness: @escaping @Sendable () -> UInt64) {
        self.user = user
        self.password = password
        self.randomness = randomness
    }

    /// The header `Authorization`; `nil` where the server has not asked yet.
    ///
    /// - Parameter path: as it is sent.
    package func authorization(_ method: HTTPMethod, path: String) -> String? {
        way.withLock { way in
            switch way {
            case nil: return nil
            case .basic?:
                return "Basic " + Data("\(user):\(password.revealed)".utf8).base64EncodedString()
            case .digest(let digest, let uses)?:
                way = .digest(digest, uses: uses + 1)
                return digest.authorization(
                    user: user, password: password, method.rawValue, path: path, use: uses + 1,
                    clientNonce: String(randomness(), radix: 16))
            }
        }
    }

    /// Takes up what the server asks for in an answer with status 401.
    ///
    /// - Parameter refused: the header that it did not accept.
    /// - Returns: whether another try can do better.
    package func takeUp(_ headers: HTTPHeaders, refused: String?) -> Bool {
        let challenges = headers["www-authenticate"]
        let digest = challenges.compactMap(WebDigest.init).max { $0.strength < $1.strength }
        let isBasic = challenges.contains { $0.lowercased().hasPrefix("basic") }
        return way.withLock { way in
            if let digest {
                way = .digest(digest, uses: 0)
                // A nonce that has grown old is no wrong password.
                return refused == nil || refused?.hasPrefix("Basic") == true || digest.isStale
            }
            guard isBasic else { return false }
            way = .basic
            return refused == nil
        }
    }
}
