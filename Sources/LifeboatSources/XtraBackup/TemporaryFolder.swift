import Foundation
import LifeboatCore

/// A private folder that is empty when it is made, and removed with all that is in it.
struct TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let base = NSTemporaryDirectory().hasSuffix("/") ? NSTemporaryDirectory() : NSTemporaryDirectory() + "/"
        var template = Array("\(base)lifeboat-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw LifeboatError(errno: errno, "make a folder in", base) }
        path = String(cString: made)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
