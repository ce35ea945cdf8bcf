import Foundation

/// Files of this repository that tests look into.
enum Repository {
    static let root = #filePath.components(separatedBy: "/Tests/LifeboatNotifiersTests/")[0]

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }

    /// What looks like the name of one of our series in a text.
    static func metricNames(in text: String) -> Set<String> {
        Set(text.matches(of: /\blifeboat_(backup|run|storage)s?_[a-z_]+/).map { String($0.output.0) })
    }
}
