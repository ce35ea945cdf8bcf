import Foundation
import LifeboatCore

/// Values that have to be more than of the right kind.
extension Section {
    func positiveDuration(_ key: String, default standard: Duration) -> Duration {
        let duration = duration(key, default: standard) ?? standard
        if duration == .zero { problem(key, "this has to be more than nothing") }
        return duration
    }

    func optionalPositiveDuration(_ key: String) -> Duration? {
        let duration = duration(key, default: nil)
        if duration == .zero { problem(key, "this has to be more than nothing", hint: "leave it out to set none") }
        return duration
    }

    func absolutePath(_ key: String) -> String? {
        value(key, .absolutePath, default: nil)
    }

    func requiredAbsolutePath(_ key: String, hint: String? = nil) -> String {
        required(key, .absolutePath, hint: hint) ?? ""
    }

    func timeZone(_ key: String, default standard: TimeZone, shown: String = "UTC") -> TimeZone {
        guard node(key) != nil else {
            record(key, UnderstoodValue(.text(shown), .byDefault))
            return standard
        }
        guard let name = text(key) else { return standard }
        if let zone = TimeZone(identifier: name) { return zone }
        let match = Suggestion.closestMatch(to: name, in: TimeZone.knownTimeZoneIdentifiers)
        problem(
            key, "there is no such time zone",
            hint: match.map { "did you mean `\($0)`?" } ?? "as in Europe/Berlin or UTC")
        return standard
    }

    /// Keys that the language has and this version does not.
    func refuseUnsupported(_ keys: [String]) {
        for key in keys {
            refuse(key, "this is not supported by this version", hint: "take it out")
        }
    }
}
