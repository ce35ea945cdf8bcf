import LifeboatCore

/// An opened ``ScriptedSource``.
struct ScriptedSession: SourceSession {
    let source: ScriptedSource

    func targets() async throws -> [Target] {
        if let error = source.troubles.targets { throw error }
        if source.troubles.hangs { try await source.stall.untilCancelled() }
        return source.targets.map(\.target)
    }

    func dump(_ target: Target, _ context: DumpContext, into output: any ByteWriter) async throws -> DumpResult {
        guard let script = source.targets.first(where: { $0.target == target }) else {
            throw LifeboatError(.notFound, "no such target")
        }
        source.note("dump \(target.name)")
        switch script.ending {
        case .succeeds:
            try await write(script.bytes[...], context, output)
            source.note("wrote \(target.name)")
            return script.result
        case .throwsAfter(let count, let error):
            try await write(script.bytes.prefix(count), context, output)
            source.note("wrote \(target.name)")
            throw error
        case .hangsAfter(let count):
            try await write(script.bytes.prefix(count), context, output)
            source.note("wrote \(target.name)")
            try await source.stall.untilCancelled()
            return script.result
        case .neverEnds:
            while true { try await write(script.bytes[...], context, output) }
        }
    }

    func delivered(_ target: Target, everywhere: Bool) async throws {
        source.note("delivered \(target.name) \(everywhere ? "everywhere" : "not everywhere")")
        if let error = source.troubles.delivered { throw error }
    }

    private func write(_ bytes: ArraySlice<UInt8>, _ context: DumpContext, _ output: any ByteWriter) async throws {
        var rest = bytes
        while !rest.isEmpty {
            let block = context.pool.block()
            let taken = rest.withUnsafeBytes { block.append($0) }
            rest = rest.dropFirst(taken)
            try await output.write(block.freeze())
        }
    }
}
