package import Foundation
import LifeboatCore

/// What a verification found, as far as its file's name says it.
package struct Finding: Sendable, Hashable {
    package var at: Date
    package var ok: Bool

    package init(at: Date, ok: Bool) {
        self.at = at
        self.ok = ok
    }

    /// Reads `verify-20261124T030000Z-ok.json`.
    init?(fileName: String) {
        let parts = fileName.split(separator: "-")
        guard parts.count == 3, let at = UTCTime.parseCompact(String(parts[1])) else { return nil }
        switch parts[2] {
        case "ok.json": self.init(at: at, ok: true)
        case "bad.json": self.init(at: at, ok: false)
        default: return nil
        }
    }

    var fileName: String { VaultLayout.finding(at: UTCTime.compact(at), ok: ok) }
}
