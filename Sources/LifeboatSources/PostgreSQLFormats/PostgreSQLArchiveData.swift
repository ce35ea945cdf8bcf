import LifeboatCore

/// The data of one table within an archive: the lines of a `COPY` up to `\.`, or `INSERT` statements.
struct PostgreSQLArchiveData: Sendable {
    private var script: PostgreSQLScript

    init(isCopied: Bool = false) {
        script = PostgreSQLScript(endMark: "")
        if isCopied { script.state = .copyData(matched: 1) }
    }

    mutating func read(_ piece: UnsafeRawBufferPointer) throws { try script.scan(piece) }

    /// How many rows there were.
    func finish() throws -> Int64 {
        guard case .plain = script.state else {
            throw LifeboatError(.incomplete, "the archive is not whole", why: "the data of a table does not end")
        }
        return script.rows.values.reduce(0, +)
    }
}
