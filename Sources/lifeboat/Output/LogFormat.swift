import ArgumentParser

/// How the log lines of a run look.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    /// One object a line: `time`, `level`, `message`, `hint`.
    case json

    /// What a command line asks for that cannot be parsed.
    init(asked words: [String]) {
        let words = words.prefix { $0 != "--" }
        let isJSON = zip(words, words.dropFirst()).contains { $0 == ("--log-format", "json") }
        self = isJSON || words.contains("--log-format=json") ? .json : .text
    }
}
