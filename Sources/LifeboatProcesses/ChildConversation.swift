import Foundation
import LifeboatCore

/// Our side of one running child: serves its pipes until it is over.
///
/// Threads: stdout, stderr, stdin, the wait for the exit, and the supervisor; each blocks only itself.
struct ChildConversation: Sendable {
    private enum Part: Sendable {
        case output(Result<Int64, LifeboatError>)
        case input(Result<Bool, LifeboatError>)
        case errorOutput(ErrorOutput)
        case supervision
    }

    let supervisor: ChildSupervisor
    let output: (reader: OutputReader, writer: any ByteWriter)?
    let outputEnded: @Sendable () -> Void
    let errors: ErrorReader
    let input: (feeder: InputFeeder, stream: ByteStream)?

    /// Returns when the child has exited and its streams are done. Never throws: the child is not reaped yet.
    func serve() async -> ChildOutcome {
        await withTaskCancellationHandler {
            await withTaskGroup(of: Part.self) { group in
                group.addTask {
                    await onStageThread("supervisor") { supervisor.supervise() }; return .supervision
                }
                group.addTask { .errorOutput(await onStageThread("stderr") { errors.drain() }) }
                group.addTask { .output(await readOutput()) }
                group.addTask { .input(await feedInput()) }
                var outcome = ChildOutcome()
                var streams = 2
                for await part in group {
                    switch part {
                    case .output(.success(let bytes)): outcome.outputBytes = bytes
                    case .input(.success(let tookAll)): outcome.tookAllInput = tookAll
                    case .output(.failure(let error)), .input(.failure(let error)):
                        if outcome.failure == nil { outcome.failure = error }
                    case .errorOutput(let text): outcome.errorOutput = text
                    case .supervision: break
                    }
                    switch part {
                    case .output, .input:
                        streams -= 1
                        if streams == 0 { supervisor.streamsAreDone() }
                    case .errorOutput, .supervision: break
                    }
                }
                return outcome
            }
        } onCancel: {
            supervisor.requestEnd()
        }
    }

    private func readOutput() async -> Result<Int64, LifeboatError> {
        guard let output else { return .success(0) }
        defer { outputEnded() }
        do {
            return .success(try await onStageThread("stdout") { try await output.reader.forward(to: output.writer) })
        } catch {
            supervisor.requestEnd()
            return .failure(LifeboatError(wrapping: error))
        }
    }

    /// Feeds the child while waiting for its exit: of a child that has failed nobody waits for the rest of the input.
    private func feedInput() async -> Result<Bool, LifeboatError> {
        await withTaskGroup(of: Result<Bool, LifeboatError>?.self) { group in
            group.addTask {
                let succeeded = await onStageThread("exit") { supervisor.waitForExit() }
                return succeeded ? nil : .success(false)
            }
            if let input {
                group.addTask { await feed(input.feeder, input.stream) }
            } else {
                return .success(true)
            }
            // A success says nothing about the input: something that the child started may still be reading it.
            let first = await group.next() ?? nil
            if case .success(false) = first { group.cancelAll() }
            if let first { return first }
            return (await group.next() ?? nil) ?? .success(true)
        }
    }

    private func feed(_ feeder: InputFeeder, _ stream: ByteStream) async -> Result<Bool, LifeboatError> {
        do {
            let tookAll = try await onStageThread("stdin") { try await feeder.feed(stream) }
            feeder.descriptor.close()
            return .success(tookAll)
        } catch {
            // The descriptor stays open until the child is gone: for many tools the end of input means "commit".
            supervisor.requestEnd()
            return .failure(LifeboatError(wrapping: error))
        }
    }
}
