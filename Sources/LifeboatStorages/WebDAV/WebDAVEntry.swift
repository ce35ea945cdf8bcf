import Foundation
import LifeboatCore
import LifeboatWeb

/// One file or folder, as a server describes it.
struct WebDAVEntry: Sendable {
    /// The decoded components of its path on the server.
    var path: [String]
    var isFolder: Bool
    /// Whether the server said what it is.
    var isKnown: Bool
    /// Of a file, where the server says it.
    var size: Int64?
    var modified: Date?

    /// What to ask for.
    static let question =
        #"<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop>"#
        + "<resourcetype/><getcontentlength/><getlastmodified/></prop></propfind>"

    /// Reads one `response` of a `multistatus` (RFC 4918, 14.24).
    init?(_ response: XMLElement) {
        guard let reference = response["href"]?.text.trimmingCharacters(in: .whitespacesAndNewlines),
            let path = Self.components(reference)
        else { return nil }
        self.path = path
        // Others hold what the server does not know of it.
        let known = response.all("propstat").filter { $0["status"]?.text.contains(" 200 ") ?? true }
        func property(_ name: String) -> XMLElement? { known.lazy.compactMap { $0["prop"]?[name] }.first }
        let type = property("resourcetype")
        isKnown = type != nil
        isFolder = type?["collection"] != nil
        size = property("getcontentlength").flatMap { Int64($0.text) }
        modified = property("getlastmodified").flatMap { WebTime.parse($0.text) }
    }

    /// Of an address or a path as a server writes it; `nil` for what is neither.
    private static func components(_ reference: String) -> [String]? {
        guard let url = URLComponents(string: reference) else { return nil }
        var components: [String] = []
        for part in url.percentEncodedPath.split(separator: "/") {
            guard let component = part.removingPercentEncoding else { return nil }
            components.append(component)
        }
        return components
    }
}
