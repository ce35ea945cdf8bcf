import LifeboatCore

/// Splits a line into words as a shell would, without a shell: nothing in it is expanded or run.
///
/// Follows POSIX quoting (Shell Command Language, 2.2): blanks separate, `'…'` keeps all, `"…"` keeps all but `\` before
/// `"`, `\`, `$` and `` ` ``, and `\` keeps the next character.
enum ShellWords {
    /// - Throws: ``LifeboatError/Kind/configuration`` for a quote that is never closed.
    static func split(_ line: String) throws -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = line[...]
        while let character = rest.popFirst() {
            switch (quote, character) {
            case ("'", "'"), ("\"", "\""): quote = nil
            case ("'", _): word?.append(character)
            case ("\"", "\\"):
                if let next = rest.first, ["\"", "\\", "$", "`"].contains(next) {
                    word?.append(next)
                    rest.removeFirst()
                } else {
                    word?.append(character)
                }
            case ("\"", _): word?.append(character)
            case (_, "'"), (_, "\""):
                quote = character
                word = word ?? ""
            case (_, "\\"):
                guard let next = rest.popFirst() else { throw unfinished("\\", line) }
                word = (word ?? "") + String(next)
            case (_, _) where character.isWhitespace:
                if let finished = word { words.append(finished) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        if let quote { throw unfinished(quote, line) }
        if let word { words.append(word) }
        return words
    }

    private static func unfinished(_ quote: Character, _ line: String) -> LifeboatError {
        LifeboatError(
            .configuration, "the options `\(line)` end within a quote", hint: "close the \(quote), or leave it out")
    }
}
