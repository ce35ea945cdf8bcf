import LifeboatCore
import LifeboatProcesses
import Synchronization

/// Questions and answers with one psql that stays open. It prints the answer to each statement before it reads the next.
final class PostgreSQLConversation: Sendable {
    private let questions: (writer: BytePipe.Writer, reader: BytePipe.Reader) = BytePipe.make()
    private let answers: (writer: BytePipe.Writer, reader: BytePipe.Reader) = BytePipe.make(capacity: 16)
    private let rest = Mutex<[UInt8]>([])

    /// Serves the program until it ends.
    func run(_ command: Command) async -> Result<Void, LifeboatError> {
        do {
            try await command.run(
                input: questions.reader.stream, output: answers.writer, pool: BlockPool(blockSize: 64 << 10, keep: 1))
            answers.writer.finish()
            return .success(())
        } catch {
            let failure = LifeboatError(wrapping: error)
            answers.writer.fail(failure)
            questions.reader.abandon(failure)
            return .failure(failure)
        }
    }

    func say(_ text: String) async throws { try await say(Array(text.utf8)) }

    func say(_ bytes: [UInt8]) async throws { try await questions.writer.write(bytes) }

    /// The next line that it prints.
    func answer() async throws -> [UInt8] {
        var line = rest.withLock { rest in
            defer { rest = [] }
            return rest
        }
        while true {
            if let end = line.firstIndex(of: UInt8(ascii: "\n")) {
                rest.withLock { $0 = Array(line[(end + 1)...]) }
                return Array(line[..<end])
            }
            guard let block = try await answers.reader.next() else {
                throw LifeboatError(.failed, "psql ended before it had answered")
            }
            line += block.bytes
        }
    }

    /// The end of its input, at which the program ends.
    func end() { questions.writer.finish() }

    /// Ends the program.
    func abandon(_ error: LifeboatError) {
        questions.writer.fail(error)
        answers.reader.abandon(error)
    }
}
