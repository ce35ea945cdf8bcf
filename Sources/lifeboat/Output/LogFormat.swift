import ArgumentParser

/// How the log lines of a run look.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    /// One object a line: `time`, `level`, `message`, `hint`.
    case json
}
