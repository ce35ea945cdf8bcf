import LifeboatCore

/// Reads along with a dump in SQL: its end mark, and the rows of each table.
struct PostgreSQLDumpInspector: DumpInspector {
    static let endMark = "PostgreSQL database dump complete"

    private var script: PostgreSQLScript

    init(endMark: String = PostgreSQLDumpInspector.endMark) {
        script = PostgreSQLScript(endMark: endMark)
    }

    mutating func inspect(_ bytes: UnsafeRawBufferPointer) throws { try script.scan(bytes) }

    func finish() throws -> Evidence {
        try script.finish()
        return PostgreSQLCounts(rows: script.rows).evidence
    }
}
