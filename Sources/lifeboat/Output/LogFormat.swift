import ArgumentParser

/// How log lines look.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    /// One object a line: `time`, `level`, `message`, `hint`.
    case json
}
