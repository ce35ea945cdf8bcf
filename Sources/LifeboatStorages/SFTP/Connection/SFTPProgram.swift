import LifeboatCore
import LifeboatProcesses

/// A program that carries one connection: it speaks SFTP on its stdin and stdout, and ends when its stdin does.
protocol SFTPProgram: Sendable {
    var command: Command { get }

    /// Why the connection is over, from what the program said about it.
    func explain(_ completion: Completion) -> LifeboatError
}
