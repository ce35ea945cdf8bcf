import Foundation
import LifeboatCore
import Synchronization

/// A program that a test started: a process group of its own, with stdout and stderr going to files.
///
/// Started by `posix_spawn`, so that signal handling and mask are those of a login shell whatever thread of the test
/// it is; and the files mean that no amount of output can make it wait for a reader.
final class RunningCommand: Sendable {
    let pid: pid_t
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
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        // What other tests have open meanwhile is none of its business.
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            if let descriptor = Int32(name), descriptor > 2 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

        let words = (["env", "--chdir=\(folder)", program] + arguments).map { strdup($0) } + [nil]
        let variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var child: pid_t = 0
        let failure = posix_spawnp(&child, "env", &actions, &attributes, words, variables)
        guard failure == 0 else { throw LifeboatError(errno: failure, "start", program) }
        pid = child
        self.output = output
        self.errors = errors
    }

    /// Waits for its end, on a thread of its own.
    func wait() async throws -> CommandResult {
        let status = await withCheckedContinuation { continuation in
            let pid = pid
            Thread.detachNewThread {
                var status: Int32 = 0
                while waitpid(pid, &status, 0) < 0, errno == EINTR {}
                continuation.resume(returning: status)
            }
        }
        isReaped.store(true, ordering: .sequentiallyConsistent)
        let signal = status & 0x7f
        return CommandResult(
            status: signal == 0 ? (status >> 8) & 0xff : 128 + signal,
            output: try Data(contentsOf: URL(fileURLWithPath: output)), errors: errorsSoFar)
    }

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
