import LifeboatCore

/// What a restore takes out of a script: transaction commands, and the commands for psql that the dump has against its
/// being tampered with; a restore brings its own.
extension PostgreSQLScript {
    /// Called for each byte outside of quotes, before it is looked at.
    mutating func hold(_ byte: UInt8, at index: Int) {
        guard isForRestore, held.matched > 0 || statement.isEmpty else { return }
        let wasHolding = held.matched > 0
        guard !held.take(byte, at: index) else {
            if held.isWhole { edits.append(PostgreSQLScriptEdit(range: held.start..<index + 1)) }
            return
        }
        guard wasHolding else { return }
        // Another word after all: what earlier bytes were kept back of it goes first.
        if held.carried > 0 {
            edits.append(PostgreSQLScriptEdit(range: 0..<0, replacement: held.carriedBytes))
        }
        held = PostgreSQLHeldWord()
    }

    mutating func cut(from index: Int) {
        if isForRestore { edits.append(PostgreSQLScriptEdit(range: index..<index)) }
    }

    mutating func endCut(at index: Int) {
        guard isForRestore, let last = edits.indices.last else { return }
        edits[last].range = edits[last].range.lowerBound..<index
    }

    /// What is still undecided at the end of the scanned bytes is kept back.
    mutating func endEdits(_ count: Int) {
        guard isForRestore else { return }
        if case .metaCommand = state { endCut(at: count) }
        if held.matched > 0 {
            edits.append(PostgreSQLScriptEdit(range: held.start..<count))
            held.carried = held.matched
            held.start = 0
        }
    }

    /// The scanned bytes with what has to be changed in them.
    func edited(_ block: Block) -> Block {
        guard !edits.isEmpty else { return block }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(block.count + 16)
        block.withUnsafeBytes { scanned in
            var position = 0
            for edit in edits {
                bytes.append(contentsOf: scanned[position..<edit.range.lowerBound])
                bytes.append(contentsOf: edit.replacement)
                position = edit.range.upperBound
            }
            bytes.append(contentsOf: scanned[position...])
        }
        return Block(bytes)
    }
}
