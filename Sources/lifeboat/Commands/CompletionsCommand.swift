import ArgumentParser

/// `lifeboat completions`: what a shell needs to complete our commands.
struct CompletionsCommand: ParsableCommand {
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash
        case zsh
        case fish
    }

    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Print the completion script for a shell.",
        discussion: """
            Exit status: 0 printed; 64 unknown shell.

            Example: lifeboat completions bash > /etc/bash_completion.d/lifeboat
            """)

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() throws {
        let shell: CompletionShell =
            switch self.shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        try DescriptorWriter.standardOutput.write(Lifeboat.completionScript(for: shell))
    }
}
