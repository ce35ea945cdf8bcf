import Foundation
import LifeboatCore
import LifeboatTesting
import Synchronization

/// A program that a test started: a process group of its own, with stdout and stderr going to files, so that no amount of
/// output can make it wait for a reader.
final class RunningCommand: Sendable {
    private let program: SpawnedProgram
    private let output: String
    private let errors: String
    /// Whether it was waited for: its number may be somebody else's by now.
    private let isReaped = Atomic(false)

    /// - Parameters:
    ///   - input: the path of what it reads on stdin.
    ///   - output: the path of the file that its stdout goes to; `errors` the same for stderr.
    init(
        _ program: String, _ arguments: [String], environment: [String: String], folder: String, input: String,
        output: String, errors: String
    ) throws {
        self.program = try SpawnedProgram(
            [program] + arguments, environment: environment, in: folder, input: input, output: output, errors: errors)
        self.output = output
        self.errors = errors
    }

    /// Waits for its end, on a thread of its own.
    func wait() async throws -> CommandResult {
        let status = await withCheckedContinuation { continuation in
            let program = program
            Thread.detachNewThread { continuation.resume(returning: program.wait()) }
        }
        isReaped.store(true, ordering: .sequentiallyConsistent)
        return CommandResult(
            status: status, output: try Data(contentsOf: URL(fileURLWithPath: output)), errors: errorsSoFar)
    }

    var pid: pid_t { program.pid }

    var errorsSoFar: String {
        (try? Data(contentsOf: URL(fileURLWithPath: errors))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    var outputSoFar: Data { (try? Data(contentsOf: URL(fileURLWithPath: output))) ?? Data() }

    /// Whether it has ended.
    var hasEnded: Bool {
        if isReaped.load(ordering: .sequentiallyConsistent) { return true }
        var information = siginfo_t()
        return waitid(P_PID, id_t(pid), &information, WEXITED | WNOHANG | WNOWAIT) == 0
            && information.si_signo == SIGCHLD
    }

    /// Whether it ends by itself before `moment` has passed. For the spreading of kills over a run, never for a result.
    func ends(within moment: Duration) -> Bool {
        let clock = ContinuousClock()
        let start = clock.now
        while clock.now - start < moment {
            if hasEnded { return true }
            usleep(200)
        }
        return hasEnded
    }

    func signal(_ number: Int32) { kill(pid, number) }

    /// Looks again and again until `condition` holds. Fails when the program ends before; never by a clock.
    func reaches(_ condition: () throws -> Bool) async throws {
        while try !condition() {
            guard !hasEnded else {
                if try condition() { return }
                throw LifeboatError(.failed, "the program ended before it came so far", why: errorsSoFar)
            }
            // Lets go of the thread: the other tests have but a few.
            try await Task.sleep(for: .microseconds(500))
        }
    }

    /// Ends it and all that it started, if a test failed before it ended.
    func end() {
        guard !hasEnded else { return }
        kill(-pid, SIGKILL)
    }
}
