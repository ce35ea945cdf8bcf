import LifeboatCore

/// Reads along with a dump of roles and tablespaces.
struct PostgreSQLGlobalsInspector: DumpInspector {
    private var script: PostgreSQLScript

    init() {
        script = PostgreSQLScript(endMark: PostgreSQLGlobals.endMark)
        script.keepsStatements = true
    }

    mutating func inspect(_ bytes: UnsafeRawBufferPointer) throws { try script.scan(bytes) }

    func finish() throws -> Evidence {
        try script.finish()
        return PostgreSQLGlobals.evidence(script.statements)
    }
}
