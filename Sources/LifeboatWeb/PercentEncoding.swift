import Foundation

extension String {
    /// Everything but letters, digits, `-._~` and `others` as `%XX` (RFC 3986, 2.3).
    package func percentEncoded(keeping others: String = "") -> String {
        let plain = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~" + others)
        return addingPercentEncoding(withAllowedCharacters: plain) ?? self
    }
}
