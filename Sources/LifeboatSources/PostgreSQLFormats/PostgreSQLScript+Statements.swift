import LifeboatCore

extension PostgreSQLScript {
    /// What a semicolon outside of everything ends.
    ///
    /// - Parameter range: where it lies in the bytes that are being scanned, if all of it does.
    mutating func endStatement(_ range: Range<Int>) throws {
        let ended = statement
        let wasHeld = held.isWhole
        held = PostgreSQLHeldWord()
        statement = PostgreSQLStatement()
        hasEndMark = false
        if keepsStatements { statements.append(PostgreSQLScriptStatement(head: ended.head, range: range)) }
        guard let name = ended.table else {
            if let encoding = ended.clientEncoding { self.encoding = encoding }
            if isForRestore, !wasHeld, Self.controlsTransaction(ended) {
                throw Self.odd("it contains \(String(decoding: ended.firstWord, as: UTF8.self).uppercased())")
            }
            return
        }
        if ended.readsStdin, PostgreSQLStatement.is(ended.firstWord, "copy") {
            copiedTable = name
            copiedRows = 0
            state = .copyBegins
        } else if ended.tuples > 0 {
            rows[name, default: 0] += ended.tuples
        }
    }

    /// A restore is one transaction, whose end is not for the dump to decide.
    private static func controlsTransaction(_ statement: PostgreSQLStatement) -> Bool {
        ["begin", "start", "commit", "end", "rollback", "abort", "prepare", "savepoint", "release"].contains(
            String(decoding: statement.firstWord, as: UTF8.self))
    }
}
