import LifeboatCore
import Testing

@testable import LifeboatSources

struct SQLiteDumpInspectorTests {
    private let tables = [
        SQLiteTable(name: "t", columns: []), SQLiteTable(name: "a b", columns: []),
        SQLiteTable(name: "x\ny", columns: []), SQLiteTable(name: "x\nz", columns: []),
    ]
    private let whole = """
        BEGIN TRANSACTION;
        INSERT INTO t VALUES(1);
        INSERT INTO t(rowid,a) VALUES(1);
        INSERT INTO tt VALUES(1);
        INSERT INTO "a b" VALUES(1);
        INSERT INTO "x
        y" VALUES(1);
        INSERT INTO "x
        z" VALUES(1);
        COMMIT;

        """

    private func judge(_ text: String, _ expected: [Int64], pieces: Int) throws {
        var inspector = SQLiteDumpInspector(tables, expected: expected)
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            bytes[start..<min(start + pieces, bytes.count)].withUnsafeBytes { inspector.inspect($0) }
        }
        try inspector.finish()
    }

    @Test(arguments: [1, 2, 3, 7, 11, 64, 1000])
    func anySplitIsJudgedTheSame(_ pieces: Int) throws {
        try judge(whole, [2, 1, 1, 1], pieces: pieces)
        for short in [[3, 1, 1, 1], [2, 2, 1, 1], [2, 1, 2, 1]] as [[Int64]] {
            #expect(throws: LifeboatError.self) { try judge(whole, short, pieces: pieces) }
        }
        for broken in [
            String(whole.dropLast()), String(whole.dropLast(2)), whole + "x", whole + "ROLLBACK; -- due to errors\n",
            whole.replacing("BEGIN", with: "/****** CORRUPTION ERROR *******/\nBEGIN"),
            whole.replacing("BEGIN", with: "/****** ERROR: disk I/O error ******/\nBEGIN"),
            whole.replacing("COMMIT;", with: " COMMIT;"), "",
        ] {
            #expect(throws: LifeboatError.self) { try judge(broken, [2, 1, 1, 1], pieces: pieces) }
        }
    }
}
