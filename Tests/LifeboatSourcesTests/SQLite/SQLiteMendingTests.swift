import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

/// Texts with NUL characters, which `.dump` cuts.
struct SQLiteMendingTests {
    /// What a cut, a trigger that fires or a row that is read back twice would break.
    private static let schema = """
        CREATE TABLE log(line);
        CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, "b c" TEXT UNIQUE, d REAL, e, g AS (length("b c")),
          CHECK (length(CAST("b c" AS BLOB)) > 2));
        INSERT INTO t("b c",d,e) VALUES('a'||char(0)||'one',1.5,x'00ff'),('a'||char(0)||'two',9e999,'it''s'),
          ('line'||char(10)||'INSERT INTO t VALUES(1);'||char(10)||'COMMIT;',-9e999,NULL),('plain ä 🚣',0.1,char(0)),
          ('tab'||char(9)||char(31)||'ünï',1e-310,123456789012345678),('abc'||char(0,0),2,'x'||char(13)||'y');
        CREATE TABLE k(key TEXT PRIMARY KEY, v ANY) STRICT, WITHOUT ROWID;
        INSERT INTO k VALUES('k'||char(0),1),('k'||char(0,0),'v'||char(0)||'w'),('k',2.5);
        CREATE TABLE "it's ""odd"" one"(rowid, oid); INSERT INTO "it's ""odd"" one"(_rowid_,rowid,oid) VALUES(-5,char(0)||'x',7);
        CREATE TABLE plain(a DEFAULT '
        INSERT INTO t VALUES(0);
        COMMIT;
        '); INSERT INTO plain(rowid) VALUES(3),(9);
        CREATE TABLE zero(a); INSERT INTO zero VALUES(zeroblob(4));
        CREATE INDEX ti ON t(d); CREATE VIEW v AS SELECT * FROM t;
        CREATE TRIGGER "fires ""if"" asked" AFTER INSERT ON T BEGIN
        INSERT INTO log VALUES('fired');
        INSERT INTO t VALUES(9,9,9,9);
        END;
        CREATE TRIGGER up BEFORE UPDATE ON k BEGIN
        INSERT INTO log VALUES('-- not a comment');
        END;
        DELETE FROM t WHERE id=2;

        """

    private static func contents(_ path: String) async throws -> String {
        let columns = { (names: [String]) in
            names.map { "typeof(\($0)), hex(CAST(\($0) AS BLOB)), quote(\($0) + 0.0)" }.joined(separator: ", ")
        }
        return try await SQLiteFixture.sql(
            path,
            """
            SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name;
            SELECT * FROM log; SELECT * FROM sqlite_sequence;
            SELECT id, g, \(columns(["\"b c\"", "d", "e"])) FROM t ORDER BY id;
            SELECT \(columns(["key", "v"])) FROM k ORDER BY key;
            SELECT _rowid_, \(columns(["rowid", "oid"])) FROM "it's ""odd"" one";
            SELECT rowid, \(columns(["a"])) FROM plain; SELECT \(columns(["a"])) FROM zero;
            PRAGMA encoding; PRAGMA integrity_check;

            """)
    }

    @Test(arguments: ["UTF-8", "UTF-16le", "UTF-16be"])
    func comeBackWhole(_ encoding: String) async throws {
        try await withScratchFolder { folder in
            let path = folder("app.db")
            try await SQLiteFixture.sql(path, "PRAGMA encoding='\(encoding)';" + Self.schema)
            let expected = try await Self.contents(path)
            #expect(expected.contains("6100") && expected.hasSuffix("ok\n"))
            let (target, text, result) = try await SQLiteFixture.dump(path)
            #expect(result.omissions.isEmpty)
            #expect(result.evidence.counts["rows of t"] == 5)
            #expect(text.suffix(8).elementsEqual("COMMIT;\n".utf8))
            let restored = try await SQLiteFixture.source(path).restore(
                target, from: ByteStream(text), into: .folder(folder("out"), replace: false))
            #expect(restored.evidence == result.evidence)
            #expect(try await Self.contents(folder("out/app.db")) == expected)
            // Without Lifeboat, with the program alone.
            try await SQLiteFixture.sql(folder("plain.db"), String(decoding: text, as: UTF8.self))
            #expect(try await Self.contents(folder("plain.db")) == expected)
            // Once more from the copy: it is as good as the original.
            let again = try await SQLiteFixture.dump(folder("out/app.db"))
            #expect(again.result.evidence == result.evidence)
        }
    }

    @Test("Rows of many blocks, in the middle of other tables")
    func large() async throws {
        try await withScratchFolder { folder in
            let path = folder("app.db")
            let fill = "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n WHERE i<3000) INSERT INTO"
            try await SQLiteFixture.sql(
                path,
                """
                CREATE TABLE a(x); \(fill) a SELECT hex(randomblob(500)) FROM n;
                CREATE TABLE b(x,y); \(fill) b SELECT i, hex(randomblob(400))||char(0)||i FROM n;
                CREATE TABLE c(x); \(fill) c SELECT hex(randomblob(500)) FROM n;

                """)
            let (target, text, result) = try await SQLiteFixture.dump(path)
            #expect(result.evidence.counts == ["rows of a": 3000, "rows of b": 3000, "rows of c": 3000])
            _ = try await SQLiteFixture.source(path).restore(
                target, from: ByteStream(text), into: .folder(folder("out"), replace: false))
            let all = "SELECT x FROM a; SELECT rowid, x, hex(y) FROM b; SELECT x FROM c;"
            #expect(try await SQLiteFixture.sql(folder("out/app.db"), all) == SQLiteFixture.sql(path, all))
        }
    }

    @Test("In a table whose name has a line break they are named, and cut")
    func nameWithLineBreak() async throws {
        try await withScratchFolder { folder in
            let path = folder("app.db")
            try await SQLiteFixture.sql(path, "CREATE TABLE \"x\ny\"(a); INSERT INTO \"x\ny\" VALUES(char(0)||'b');")
            let (_, _, result) = try await SQLiteFixture.dump(path)
            #expect(result.omissions.named.map(\.name) == ["column a of x\ny"] && result.omissions.lossCount == 1)
        }
    }

    @Test("Any split of the dump is filtered the same", arguments: [1, 2, 3, 7, 11, 64, 1000])
    func splits(_ pieces: Int) {
        let tables = [(table: SQLiteTable(name: "t", columns: ["a"]), rows: Int64(2))]
        var mending = SQLiteMending(tables, random: (1, 2))
        let dump = """
            BEGIN TRANSACTION;
            CREATE TABLE o(a DEFAULT '
            INSERT INTO t VALUES(0);
            COMMIT;
            ');
            CREATE TABLE t(a);
            INSERT INTO t VALUES('a');
            INSERT INTO tt VALUES('a');
            INSERT INTO t(rowid,a) VALUES(2,'it''s');
            CREATE TRIGGER x AFTER INSERT ON o BEGIN
            INSERT INTO t VALUES(3);
            COMMIT;
            END;
            COMMIT;
            -- 1 2
            INSERT INTO t VALUES('A');
            -- 1 2
            COMMIT;
            INSERT INTO t VALUES('B');

            """
        let expected = """
            BEGIN TRANSACTION;
            CREATE TABLE o(a DEFAULT '
            INSERT INTO t VALUES(0);
            COMMIT;
            ');
            CREATE TABLE t(a);
            INSERT INTO tt VALUES('a');
            CREATE TRIGGER x AFTER INSERT ON o BEGIN
            INSERT INTO t VALUES(3);
            COMMIT;
            END;
            INSERT INTO t VALUES('A');
            -- 1 2
            COMMIT;
            INSERT INTO t VALUES('B');
            COMMIT;

            """
        let bytes = Array(dump.utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            bytes[start..<min(start + pieces, bytes.count)].withUnsafeBytes { result += mending.filter($0) }
        }
        result += mending.finish()
        #expect(String(decoding: result, as: UTF8.self) == expected)
    }

    @Test("A dump that ends early, or not with its end mark, is given none")
    func endsEarly() {
        for (dump, expected) in [
            ("BEGIN;\nINSERT INTO t VALUES(1);\nCOM", "BEGIN;\nCOM"),
            ("BEGIN;\nROLLBACK; -- due to errors\n-- 1 2\n", "BEGIN;\nROLLBACK; -- due to errors\n"),
        ] {
            var mending = SQLiteMending([(SQLiteTable(name: "t", columns: []), 1)], random: (1, 2))
            let result = Array(dump.utf8).withUnsafeBytes { mending.filter($0) } + mending.finish()
            #expect(String(decoding: result, as: UTF8.self) == expected)
        }
    }
}
