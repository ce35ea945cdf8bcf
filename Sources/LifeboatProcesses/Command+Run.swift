import Foundation
package import LifeboatCore
import Subprocess
import SystemPackage

extension Command {
    /// Starts the program, serves its pipes until it is over, and says how it ended. A failed program is a result,
    /// not an error; see ``Completion/requireSuccess()``.
    ///
    /// - Parameters:
    ///   - input: what the program reads from stdin; without it stdin is empty. When the stream throws, the program
    ///     is ended without ever seeing the end of its input.
    ///   - output: takes stdout, to its real end: what a grandchild writes after the program's exit belongs to it.
    ///     Without it stdout is discarded.
    ///   - pool: the memory for stdout.
    ///   - outputEnded: for a program that is talked with. Its stdout is passed on at once, where otherwise small
    ///     pieces are gathered for a moment; and this is called at its end, so that the input can end as well: a
    ///     program that exits well is still waited for until it has taken all of its input.
    /// - Throws: what the input stream or the output writer threw; ``LifeboatError/Kind/missingTool``; an
    ///   interruption when the task is cancelled. Whatever is thrown, the program and its whole process group have
    ///   been ended: SIGTERM, and after ``gracePeriod`` SIGKILL.
    package func complete(
        input: ByteStream? = nil, output: (any ByteWriter)? = nil, pool: BlockPool,
        outputEnded: (@Sendable () -> Void)? = nil
    ) async throws -> Completion {
        try Task.checkCancellation()
        try validate()
        let path = try locate()
        let outputPipe = try output.map { _ in try ChildPipe(size: Int32(BlockPool.standardBlockSize)) }
        let errorPipe = try ChildPipe()
        let inputPipe = try input.map { _ in try ChildPipe(size: Int32(BlockPool.standardBlockSize)) }
        if let outputPipe { try ChildPipe.setNonBlocking(outputPipe.readEnd) }
        if let inputPipe { try ChildPipe.setNonBlocking(inputPipe.writeEnd) }
        try ChildPipe.setNonBlocking(errorPipe.readEnd)

        let devNull = try Descriptor(opening: "/dev/null", O_RDWR)
        let configuration = configuration(path)
        let result = try await launching {
            try await Subprocess.run(
                configuration,
                input: .fileDescriptor(
                    FileDescriptor(rawValue: (inputPipe?.readEnd ?? devNull).rawValue),
                    closeAfterSpawningProcess: false),
                output: .fileDescriptor(
                    FileDescriptor(rawValue: (outputPipe?.writeEnd ?? devNull).rawValue),
                    closeAfterSpawningProcess: false),
                error: .fileDescriptor(
                    FileDescriptor(rawValue: errorPipe.writeEnd.rawValue), closeAfterSpawningProcess: false)
            ) { execution -> ChildOutcome in
                // The child has its own copies now; ours would keep the ends open.
                inputPipe?.readEnd.close()
                outputPipe?.writeEnd.close()
                errorPipe.writeEnd.close()
                let supervisor = try ChildSupervisor(
                    group: ProcessGroup(leader: execution.processIdentifier.value), gracePeriod: gracePeriod)
                return await ChildConversation(
                    supervisor: supervisor,
                    output: outputPipe.flatMap { pipe in
                        output.map {
                            (
                                OutputReader(
                                    descriptor: pipe.readEnd, pool: pool, giveUp: supervisor.streams,
                                    gathers: outputEnded == nil), $0
                            )
                        }
                    },
                    outputEnded: outputEnded ?? {},
                    errors: ErrorReader(descriptor: errorPipe.readEnd, lastWords: supervisor.lastWords),
                    input: inputPipe.flatMap { pipe in
                        input.map { (InputFeeder(descriptor: pipe.writeEnd, giveUp: supervisor.streams), $0) }
                    }
                ).serve()
            }
        }
        let status: ExitStatus =
            switch result.terminationStatus {
            case .exited(let code): .exited(code)
            case .signaled(let number): .signaled(number)
            }
        return try judge(result.closureResult, status)
    }

    /// Runs the program and demands that it succeeds; see ``complete(input:output:pool:outputEnded:)``.
    @discardableResult
    package func run(
        input: ByteStream? = nil, output: (any ByteWriter)? = nil, pool: BlockPool
    ) async throws -> Completion {
        let completion = try await complete(input: input, output: output, pool: pool)
        try completion.requireSuccess()
        return completion
    }

    /// Runs the program, demands that it succeeds, and returns its stdout.
    ///
    /// - Parameter limit: more bytes than this are an error, and the program is ended.
    package func collect(input: ByteStream? = nil, limit: Int = 1 << 20) async throws -> [UInt8] {
        let writer = CollectingWriter(limit: limit)
        try await run(input: input, output: writer, pool: BlockPool(blockSize: 64 << 10, keep: 1))
        return writer.bytes
    }

    private func judge(_ outcome: ChildOutcome, _ status: ExitStatus) throws -> Completion {
        let completion = Completion(
            name: name, status: status, errorText: outcome.errorOutput.text(redaction),
            outputBytes: outcome.outputBytes, tookAllInput: outcome.tookAllInput)
        if let failure = outcome.failure {
            // Pipes that were given up because the child failed say less than its own words.
            guard failure.kind == .interrupted, !Task.isCancelled, !status.isSuccess else { throw failure }
            return completion
        }
        if Task.isCancelled, !status.isSuccess { throw LifeboatError(wrapping: CancellationError()) }
        return completion
    }
}
