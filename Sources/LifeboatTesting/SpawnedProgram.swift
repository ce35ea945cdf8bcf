package import Foundation
import LifeboatCore

/// A program that was started in a process group of its own, with its input, output and complaints in files.
///
/// Not by Foundation's `Process`: that hears of an end through a socket which any program that is started at the same moment
/// inherits, and so may hear of it only when that one has ended too. And by `posix_spawn` signal handling and mask are
/// those of a login shell, whatever thread it is started on.
package struct SpawnedProgram: Sendable {
    package let pid: pid_t

    /// - Parameters:
    ///   - words: the program, which is looked for in the `PATH` of the environment, and its arguments.
    ///   - folder: where it is started; `nil` is where we are.
    ///   - input: the path of what it reads on stdin.
    ///   - output: the path of the file that its stdout goes to; `errors` the same for stderr.
    package init(
        _ words: [String], environment: [String: String], in folder: String?, input: String, output: String,
        errors: String
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

        let whole = ["env"] + (folder.map { ["--chdir=\($0)"] } ?? []) + words
        let arguments = whole.map { strdup($0) } + [nil]
        let variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var child: pid_t = 0
        let failure = posix_spawnp(&child, "env", &actions, &attributes, arguments, variables)
        guard failure == 0 else { throw LifeboatError(errno: failure, "start", words[0]) }
        pid = child
    }

    /// Waits for its end, and blocks the thread meanwhile. Once only: its number may be somebody else's then.
    ///
    /// - Returns: its exit status, or 128 and the number of the signal that ended it.
    package func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }
}
