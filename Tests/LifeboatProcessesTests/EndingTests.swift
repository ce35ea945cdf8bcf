import Foundation
import LifeboatCore
import LifeboatTesting
import Synchronization
import Testing

@testable import LifeboatProcesses

/// Whether the process whose number stands in a file exists, zombies included.
func isAlive(idIn path: String) throws -> Bool {
    let text = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isWhitespace)
    return try text.contains { try kill(#require(Int32($0)), 0) == 0 }
}

/// Cancels its task as soon as the child has said something, and goes on taking.
private final class CancellingWriter: ByteWriter {
    private let task = Mutex<Task<Void, any Error>?>(nil)
    private let arrived = Mutex(false)

    func set(_ task: Task<Void, any Error>) {
        self.task.withLock { $0 = task }
        if arrived.withLock({ $0 }) { task.cancel() }
    }

    func write(_ block: Block) async throws {
        arrived.withLock { $0 = true }
        task.withLock { $0 }?.cancel()
    }
}

struct EndingTests {
    private let pool = BlockPool()

    /// Runs a script, cancels as soon as it prints, and returns the error.
    private func cancelled(_ text: String, grace: Duration, stdin: ByteStream? = nil) async throws -> LifeboatError {
        let writer = CancellingWriter()
        let task = Task { [pool] in
            _ = try await script(text, grace: grace).run(input: stdin, output: writer, pool: pool)
        }
        writer.set(task)
        return try await failure { try await task.value }
    }

    @Test func cancellationEndsTheGroup() async throws {
        try await withScratchFolder { folder in
            let error = try await cancelled(
                "sleep 1000 & echo $! > '\(folder("ids"))'; (sleep 1000; echo) & echo $! $$ >> '\(folder("ids"))'; "
                    + "echo ready; wait", grace: .seconds(600))
            #expect(error.kind == .interrupted)
            #expect(try !isLiving(idsIn: folder("ids")))
        }
    }

    @Test func whoIgnoresSigtermIsKilledAfterTheGrace() async throws {
        try await withScratchFolder { folder in
            let error = try await cancelled(
                "trap '' TERM; echo $$ > '\(folder("ids"))'; echo ready; while :; do sleep 1000; done",
                grace: .milliseconds(50))
            #expect(error.kind == .interrupted)
            #expect(try !isLiving(idsIn: folder("ids")))
        }
    }

    @Test func aGrandchildThatIgnoresSigtermAndHoldsNothingIsKilledToo() async throws {
        try await withScratchFolder { folder in
            let error = try await cancelled(
                "(trap '' TERM; exec sleep 1000) >/dev/null 2>&1 </dev/null & echo $! > '\(folder("ids"))'; "
                    + "while ! grep -q 'SigIgn:.*[4-7c-f]...$' /proc/$!/status; do :; done; echo ready; wait",
                grace: .milliseconds(50))
            #expect(error.kind == .interrupted)
            #expect(try !isLiving(idsIn: folder("ids")))
        }
    }

    @Test func aGrandchildThatHoldsThePipeIsEndedWhenTheChildFails() async throws {
        try await withScratchFolder { folder in
            let error = try await failure {
                try await script(
                    "sleep 1000 & echo $! > '\(folder("ids"))'; echo why >&2; exit 5", grace: .seconds(600)
                )
                .run(output: CollectingWriter(limit: 10), pool: pool)
            }
            #expect(error.what == "bash failed: exit status 5" && error.why == "why")
            #expect(try !isLiving(idsIn: folder("ids")))
        }
    }

    @Test func aGrandchildOutsideTheGroupCannotHoldUsWhenCancelled() async throws {
        try await withScratchFolder { folder in
            let error = try await cancelled(
                "setsid sleep 1000 & echo $! > '\(folder("ids"))'; echo ready; wait", grace: .milliseconds(50))
            #expect(error.kind == .interrupted)
            // It left the group, so it is not ours to end; the test cleans up.
            let id = try String(contentsOfFile: folder("ids"), encoding: .utf8).dropLast()
            if let number = Int32(id) { kill(number, SIGKILL) }
        }
    }

    @Test func cancelledWhileFeedingAChildThatDoesNotRead() async throws {
        let block = Block([UInt8](repeating: 1, count: 1 << 20))
        let error = try await cancelled(
            "echo ready; sleep 1000", grace: .seconds(600), stdin: ByteStream { block })
        #expect(error.kind == .interrupted)
    }

    @Test func noDescriptorAndNoZombieIsLeft() async throws {
        func children() throws -> Set<String> {
            try Set(
                FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").flatMap { thread in
                    ((try? String(contentsOfFile: "/proc/self/task/\(thread)/children", encoding: .utf8)) ?? "")
                        .split(separator: " ").map(String.init)
                })
        }
        // In a process of its own other tests would not disturb; here only what we can name is looked at.
        let ids = Mutex<[Int32]>([])
        for round in 0..<40 {
            let output =
                switch round % 4 {
                case 0: try await script("echo $$").collect()
                case 1: try await script("echo $$; cat >/dev/null").collect(input: ByteStream([1, 2, 3]))
                case 2: try await script("echo $$ >&2; exit 1").complete(pool: pool).errorText.utf8.map { $0 }
                default: try await script("echo $$; exec 1>&-; kill -TERM $$").completeCollecting()
                }
            let id = try #require(Int32(String(decoding: output, as: UTF8.self).dropLast()))
            ids.withLock { $0.append(id) }
            _ = try? await Command("/nonexistent/x").run(pool: pool)
        }
        let left = try children()
        for id in ids.withLock({ $0 }) { #expect(!left.contains("\(id)"), "\(id) was not reaped") }
    }

    @Test func manyRunsLeaveNoDescriptorsOpen() async throws {
        func pipes() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        }
        let before = try pipes()
        for _ in 0..<100 {
            _ = try await Command("cat").collect(input: ByteStream([1, 2, 3]))
            _ = try? await Command("false").run(pool: pool)
            _ = try? await Command("/etc/passwd").run(pool: pool)
            _ = try? await Command("pwd", workingFolder: "/nonexistent").run(pool: pool)
        }
        // Each leaked descriptor of a run would be there a hundred times, and stay. What other tests hold just now goes.
        for _ in 1...20_000 where try pipes() >= before + 100 { await Task.yield() }
        #expect(try pipes() < before + 100)
    }

    @Test func secretsAreNotInTheCommandLine() async throws {
        let secret = Secret("hidden-value-4711")
        let output = try await script(
            "tr '\\0' ' ' < /proc/$$/cmdline; tr '\\0' '\\n' < /proc/$$/environ | grep -c \"$PASSWORD\"",
            environment: ["PASSWORD": .secret(secret)]
        ).collect()
        let text = String(decoding: output, as: UTF8.self)
        #expect(text.hasSuffix("1\n"), "it reached the environment")
        #expect(text.contains("/bin/bash -c") && !text.contains("hidden"))
        #expect(!"\(Command("x", environment: ["P": .secret(secret)]))".contains("hidden"))
    }

    /// As ``isAlive(idIn:)``; a zombie that waits for the init process to reap it counts as gone.
    private func isLiving(idsIn path: String) throws -> Bool {
        try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isWhitespace).contains { id in
            guard let status = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .isoLatin1),
                let end = status.lastIndex(of: ")")
            else { return false }
            return !status[end...].hasPrefix(") Z")
        }
    }
}

extension Command {
    fileprivate func completeCollecting() async throws -> [UInt8] {
        let writer = CollectingWriter(limit: 1000)
        _ = try await complete(output: writer, pool: BlockPool())
        return writer.bytes
    }
}
