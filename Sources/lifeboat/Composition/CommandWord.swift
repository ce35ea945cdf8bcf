import ArgumentParser
import LifeboatConfig
import LifeboatCore

/// The first word after `lifeboat`, which may be left out: `lifeboat WORD` is `lifeboat run WORD`, unless WORD is a command.
enum CommandWord {
    static var all: [String] {
        Lifeboat.configuration.subcommands.flatMap { command in
            [command.configuration.commandName].compactMap(\.self) + command.configuration.aliases
        }
    }

    /// Whether it was left out, so that a word that was taken for a job may have been meant as a command.
    static func isLeftOut(_ arguments: [String] = CommandLine.arguments) -> Bool {
        guard let first = arguments.dropFirst().first else { return true }
        return !all.contains(first)
    }

    /// No command, and no configuration that could have a job of that name.
    static func unknown(_ word: String) -> LifeboatError {
        LifeboatError(
            .usage, "there is no command \(word), and no configuration that could have a job of that name",
            hint: suggestion(word) ?? "commands: \(all.sorted().joined(separator: ", "))")
    }

    static func suggestion(_ word: String) -> String? {
        if all.contains(word) { return "a command comes first: lifeboat \(word) …" }
        return Suggestion.closestMatch(to: word, in: all).map { "did you mean the command \($0)?" }
    }
}
