import Dispatch
import Foundation
import Synchronization

/// A thread of its own for one stage of the data path, as a Swift task executor.
///
/// Code that runs on it may block (read a pipe, write a file, compress): it blocks this thread only, never the
/// cooperative pool, which has no more threads than the machine has cores.
package final class StageThread: TaskExecutor {
    /// What the thread waits for. Separate from the executor, so that the thread does not keep the executor alive.
    private final class Inbox: Sendable {
        let jobs = Mutex<[@Sendable () -> Void]>([])
        let filled = DispatchSemaphore(value: 0)

        func run() {
            while true {
                filled.wait()
                let job = jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                guard let job else { return }
                job()
            }
        }
    }

    private let inbox = Inbox()

    /// - Parameter name: shown by `top -H` and debuggers; the kernel keeps 15 bytes of it.
    package init(_ name: String) {
        let thread = Thread { [inbox] in
            Self.adoptPriorityOfProcess()
            inbox.run()
        }
        // Compression and archiving keep their state on the heap; the default of 8 MiB is address space only.
        thread.stackSize = 1 << 20
        thread.start()
        // A name given before the start does not reach the kernel.
        thread.name = name
    }

    /// Gives this thread, and so the programs that are started from it, the nice value of the process's first thread. The
    /// threads of libdispatch set their own back to the ordinary one when they begin to work, and ours are made by them.
    private static func adoptPriorityOfProcess() {
        let kind = __priority_which_t(PRIO_PROCESS.rawValue)
        let nice = getpriority(kind, id_t(getpid()))
        if nice != getpriority(kind, 0) { _ = setpriority(kind, 0, nice) }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        inbox.jobs.withLock { $0.append { unowned.runSynchronously(on: self.asUnownedTaskExecutor()) } }
        inbox.filled.signal()
    }

    deinit {
        inbox.filled.signal()
    }
}

/// Runs `body` on a thread of its own, and everything it awaits that belongs to no actor.
package func onStageThread<Value: Sendable>(
    _ name: String, _ body: @Sendable () async throws -> Value
) async rethrows -> Value {
    try await withTaskExecutorPreference(StageThread(name), operation: body)
}
