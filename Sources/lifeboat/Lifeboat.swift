import ArgumentParser

/// The program: its commands, and how a failure becomes text and an exit status.
@main
struct Lifeboat: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lifeboat",
        abstract: "Stateful backups, proven to restore.")
}
