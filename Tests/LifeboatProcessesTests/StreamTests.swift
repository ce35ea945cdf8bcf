import Foundation
import LifeboatCore
import LifeboatTesting
import Synchronization
import Testing

@testable import LifeboatProcesses

/// Feeds what it gets to `sha256sum`, an oracle of its own.
private final class CountingWriter: ByteWriter {
    let state = Mutex((bytes: Int64(0), blocks: 0))

    func write(_ block: Block) async throws {
        state.withLock {
            $0.bytes += Int64(block.count)
            $0.blocks += 1
        }
    }
}

private struct FailingWriter: ByteWriter {
    func write(_ block: Block) async throws { throw LifeboatError(.noSpace, "the consumer is full") }
}

struct StreamTests {
    private let pool = BlockPool()
    /// 300 MB that differ everywhere, from a cipher with a fixed key.
    private let manyBytes =
        "openssl enc -aes-128-ctr -K 00112233445566778899aabbccddeeff -iv 00 -nosalt -in /dev/zero "
        + "2>/dev/null | head -c 300000000"

    @Test func aLargeOutputArrivesWholeInLargeBlocksAndGoesOutAgain() async throws {
        let expected = try await script("\(manyBytes) | sha256sum").collect()
        let counter = CountingWriter()
        let (writer, reader) = BytePipe.make()
        struct Tee: ByteWriter {
            let first: CountingWriter
            let second: BytePipe.Writer
            func write(_ block: Block) async throws {
                try await first.write(block)
                try await second.write(block)
            }
        }
        async let digest = Command("sha256sum").collect(input: reader.stream)
        let completion = try await script(manyBytes).complete(
            output: Tee(first: counter, second: writer), pool: pool)
        // `head` closes the pipe, so the cipher ends by SIGPIPE; without pipefail the status is head's.
        #expect(completion.status == .exited(0))
        writer.finish()
        #expect(try await digest == expected)
        let (bytes, blocks) = counter.state.withLock { $0 }
        #expect(bytes == 300_000_000 && completion.outputBytes == bytes)
        #expect(blocks < 3000, "small pieces: \(blocks)")
    }

    @Test func inputAndOutputAtOnce() async throws {
        let bytes = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
        let stream = ByteStream(
            blocks: stride(from: 0, to: bytes.count, by: 700_001).map {
                Block(bytes[$0..<min($0 + 700_001, bytes.count)])
            })
        #expect(try await Command("cat").collect(input: stream, limit: 6_000_000) == bytes)
    }

    @Test func megabytesOnStderrHarmNothing() async throws {
        let completion = try await script(
            "echo BEGIN >&2; head -c 20000000 /dev/zero | tr '\\0' x >&2; echo END >&2; echo out"
        ).complete(output: CountingWriter(), pool: pool)
        #expect(completion.status.isSuccess && completion.outputBytes == 4)
        #expect(completion.errorText.hasPrefix("BEGIN\nxxx") && completion.errorText.hasSuffix("xxxEND\n"))
        #expect(completion.errorText.contains("… \(20_000_010 - 32768) bytes left out …"))
        #expect(completion.errorText.utf8.count < 33_000)
    }

    @Test func stdoutClosedEarlyAndFailedLater() async throws {
        let counter = CountingWriter()
        let error = try await failure {
            try await script("echo half; exec >&-; read -t 0.2 < <(:); echo late >&2; exit 9").run(
                output: counter, pool: pool)
        }
        #expect(error.what == "bash failed: exit status 9" && error.why == "late")
    }

    @Test func whatAGrandchildWritesAfterTheExitIsNotLost() async throws {
        try await withScratchFolder { folder in
            mkfifo(folder("gate"), 0o600)
            // The grandchild waits until its parent is gone, then until somebody opens the gate.
            let output = Task {
                try await script(
                    "(while kill -0 $$ 2>/dev/null && ! grep -q '^State:.Z' /proc/$$/status; do :; done; "
                        + "cat '\(folder("gate"))'; echo late) & echo early"
                ).collect()
            }
            try await script("echo opened > '\(folder("gate"))'").run(pool: pool)
            #expect(String(decoding: try await output.value, as: UTF8.self) == "early\nopened\nlate\n")
        }
    }

    @Test func aBackgroundProcessThatOnlyHoldsStderrKeepsNobodyWaiting() async throws {
        let output = try await script("sleep 1000 >/dev/null & echo $!").collect()
        let id = try #require(Int32(String(decoding: output, as: UTF8.self).dropLast()))
        #expect(kill(id, SIGKILL) == 0, "it was to be left alone")
    }

    @Test func theConsumersErrorWinsAndTheChildEnds() async throws {
        try await withScratchFolder { folder in
            let error = try await failure {
                try await script("echo $$ > '\(folder("id"))'; exec cat /dev/zero").run(
                    output: FailingWriter(), pool: pool)
            }
            #expect(error.kind == .noSpace)
            #expect(try !isAlive(idIn: folder("id")))
        }
    }

    @Test func aChildThatReadsNoInputIsJudgedByItsStatus() async throws {
        let block = Block([UInt8](repeating: 7, count: 1 << 20))
        let failed = try await failure {
            try await script("echo no such table >&2; exit 3").run(
                input: ByteStream(blocks: Array(repeating: block, count: 20)), pool: pool)
        }
        #expect(failed.what == "bash failed: exit status 3" && failed.why == "no such table")
        let ended = try await failure {
            try await Command("true").run(input: ByteStream(blocks: Array(repeating: block, count: 20)), pool: pool)
        }
        #expect(ended.kind == .incomplete)
        let completion = try await Command("true").complete(
            input: ByteStream(blocks: Array(repeating: block, count: 20)), pool: pool)
        #expect(completion.status.isSuccess && !completion.tookAllInput)
    }

    @Test func aChildThatFailsIsNotWaitedForByAStalledInput() async throws {
        let (writer, reader) = BytePipe.make()
        let error = try await failure { try await script("exit 4").run(input: reader.stream, pool: pool) }
        #expect(error.what == "bash failed: exit status 4")
        writer.finish()
    }

    @Test func anInputThatFailsIsNeverTakenForItsEnd() async throws {
        try await withScratchFolder { folder in
            let (writer, reader) = BytePipe.make()
            try await writer.write(Array("half".utf8))
            let task = Task {
                // Would say "committed" at the end of its input, as psql does.
                try await script("cat > '\(folder("got"))'; touch '\(folder("committed"))'").run(
                    input: reader.stream, pool: pool)
            }
            writer.fail(LifeboatError(.corrupted, "the digest does not match"))
            let error = try await failure { _ = try await task.value }
            #expect(error.kind == .corrupted)
            #expect(!FileManager.default.fileExists(atPath: folder("committed")))
        }
    }

    @Test func redactsSecretsFromErrors() async throws {
        let error = try await failure {
            try await script(
                "echo \"cannot log in with $PASSWORD, really $PASSWORD\" >&2; exit 1",
                environment: ["PASSWORD": .secret(Secret("s3cr et'\n1"))]
            ).run(pool: pool)
        }
        #expect(error.why == "cannot log in with <redacted>, really <redacted>")
    }
}
