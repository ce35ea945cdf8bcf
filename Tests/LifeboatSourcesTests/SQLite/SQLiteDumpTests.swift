import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

struct SQLiteDumpTests {
    /// Everything that is known to go wrong in a dump, in one schema.
    static let oddSchema = """
        PRAGMA user_version=7; PRAGMA application_id=-99;
        CREATE TABLE t(a INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT, c BLOB, d REAL);
        INSERT INTO t(b,c,d) VALUES('x'||char(10)||'INSERT INTO t VALUES(1);'||char(10)||'COMMIT;',x'0001ff',9e999),
         ('cr'||char(13)||'lf',zeroblob(3),-9e999),('',x'',0.1),('it''s "ä" 🚣',NULL,1e300);
        DELETE FROM t WHERE a=3;
        CREATE TABLE "odd ""na'me
        two"(a, rowid);
        INSERT INTO "odd ""na'me
        two" VALUES(1,2),(3,4);
        CREATE TABLE "select"("from" TEXT DEFAULT 'a
        .b');
        INSERT INTO "select" DEFAULT VALUES;
        CREATE TABLE strict_one(k TEXT PRIMARY KEY, v ANY) STRICT, WITHOUT ROWID;
        INSERT INTO strict_one VALUES('k',1.5),('l','1.5');
        CREATE TABLE g(a INT, b INT GENERATED ALWAYS AS (a*2) STORED, c INT AS (a+1));
        INSERT INTO g(a) VALUES(4);
        CREATE TABLE holes(x); INSERT INTO holes(rowid,x) VALUES(5,'five'),(-7,'minus');
        CREATE VIRTUAL TABLE f USING fts5(x, content=holes);
        INSERT INTO f(f) VALUES('rebuild');
        CREATE VIRTUAL TABLE own USING fts5(y); INSERT INTO own VALUES('hello world');
        CREATE VIEW v AS SELECT * FROM t;
        CREATE TRIGGER tr AFTER INSERT ON t BEGIN
        INSERT INTO holes VALUES('trigger');
        END;
        CREATE INDEX ti ON t(b); CREATE UNIQUE INDEX tu ON t(c) WHERE c IS NOT NULL;
        ANALYZE;

        """

    @Test(arguments: [
        "", "PRAGMA encoding='UTF-16le';", "PRAGMA encoding='UTF-16be';PRAGMA page_size=8192;",
        "PRAGMA auto_vacuum=2;PRAGMA page_size=1024;", "PRAGMA journal_mode=wal;",
    ])
    func aRestoredDatabaseIsTheSame(_ pragmas: String) async throws {
        try await withScratchFolder { folder in
            let path = folder("app.db")
            try await SQLiteFixture.sql(path, pragmas + Self.oddSchema)
            let (target, text, result) = try await SQLiteFixture.dump(path)
            #expect(
                target
                    == Target(name: "app.db", fileExtension: "sql", origin: path, estimatedSize: target.estimatedSize))
            #expect(result.omissions.isEmpty)
            #expect(result.evidence.counts["rows of t"] == 3)
            #expect(result.evidence.counts["rows of odd \"na'me\ntwo"] == 2)
            #expect(result.facts["user_version"] == "7" && result.facts["application_id"] == "-99")

            let restored = try await SQLiteFixture.source(path).restore(
                target, from: ByteStream(text), into: .folder(folder("out"), replace: false))
            #expect(restored.evidence == result.evidence)
            let copy = folder("out/app.db")
            let mode = pragmas.contains("wal") ? "wal" : "delete"
            #expect(try await SQLiteFixture.sql(copy, "PRAGMA journal_mode;") == "\(mode)\n")
            #expect(restored.facts["journal_mode"] == mode && restored.omissions.isEmpty)
            let expected = try await SQLiteFixture.description(path)
            #expect(try await SQLiteFixture.description(copy) == expected)
            #expect(
                try await SQLiteFixture.sql(copy, "SELECT x FROM f WHERE f MATCH 'minus'; PRAGMA integrity_check;")
                    == "minus\nok\n")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder("out")) == ["app.db"])
            var found = stat()
            #expect(stat(copy, &found) == 0 && found.st_mode & 0o777 == 0o600)

            // Without Lifeboat, with the program alone.
            try await SQLiteFixture.sql(folder("plain.db"), String(decoding: text, as: UTF8.self))
            #expect(try await SQLiteFixture.description(folder("plain.db")) == expected)
        }
    }

    @Test(arguments: [
        "a b; rm -rf.db", "it's.db", "dänü 🚣.db", "new\nline.db", "-rf.db", "100%?x#y.db", "\"quoted\".db", "[x]*.db",
        ":memory:", "file:x?mode=rwc", "back\\slash.db", "$(touch pwned).db",
    ])
    func oddNamesAreOnlyNames(_ name: String) async throws {
        try await withScratchFolder { folder in
            let path = folder(name)
            try await SQLiteFixture.sql(
                SQLiteProgram.uri(path, .readWrite) + "c", "CREATE TABLE t(a); INSERT INTO t VALUES(1);")
            #expect(FileManager.default.fileExists(atPath: path))
            let (target, text, result) = try await SQLiteFixture.dump(path)
            #expect(target.name == name && result.evidence.counts == ["rows of t": 1])
            let restored = try await SQLiteFixture.source(path).restore(
                target, from: ByteStream(text), into: .folder(folder("out"), replace: false))
            #expect(restored.evidence == result.evidence)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder("out")) == [name])
        }
    }

    /// Somebody commits to both tables whenever a block of the dump arrives.
    private actor Meddler: ByteWriter {
        let path: String
        private(set) var text: [UInt8] = []
        private(set) var refusals = 0
        private(set) var commits = 0

        init(path: String) {
            self.path = path
        }

        func write(_ block: Block) async throws {
            text += block.bytes
            do {
                try await SQLiteFixture.sql(
                    path, "BEGIN IMMEDIATE; INSERT INTO one VALUES(1); INSERT INTO two VALUES(1); COMMIT;\n")
                commits += 1
            } catch let error as LifeboatError where error.why?.contains("locked") == true {
                refusals += 1
            }
        }
    }

    @Test(arguments: ["wal", "delete"])
    func aDumpIsOneMomentWhileOthersWrite(_ mode: String) async throws {
        try await withScratchFolder { folder in
            let path = folder("busy.db")
            try await SQLiteFixture.sql(
                path,
                """
                PRAGMA journal_mode=\(mode); CREATE TABLE one(a); CREATE TABLE two(a);
                WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n WHERE i<4000)
                INSERT INTO one SELECT randomblob(500) FROM n; INSERT INTO two SELECT a FROM one;

                """)
            for round in 0..<2 {
                let rows = try await Int(SQLiteFixture.sql(path, "SELECT count(*) FROM one;").dropLast())
                let writer = Meddler(path: path)
                let result = try await SQLiteFixture.source(path).withSession { session in
                    let target = try #require(try await session.targets().first)
                    return try await session.dump(target, DumpContext(pool: BlockPool()), into: writer)
                }
                #expect(result.evidence.counts == ["rows of one": Int64(rows ?? 0), "rows of two": Int64(rows ?? 0)])
                let lines = await writer.text.split(separator: UInt8(ascii: "\n"))
                #expect(lines.count { $0.starts(with: "INSERT INTO one".utf8) } == rows)
                #expect(lines.count { $0.starts(with: "INSERT INTO two".utf8) } == rows)
                let (commits, refusals) = await (writer.commits, writer.refusals)
                if mode == "wal" {
                    #expect(commits >= 8 && refusals == 0, "round \(round)")
                } else {
                    // Writers wait for the dump here; this one asks for no time to wait, and is told so.
                    #expect(refusals >= 7, "round \(round)")
                }
            }
        }
    }

    @Test func rowsInTheWriteAheadLogAreThere() async throws {
        try await withScratchFolder { folder in
            let path = folder("app.db")
            try await SQLiteFixture.sql(path, "PRAGMA journal_mode=wal; CREATE TABLE t(a);")
            // As after a crash: the log holds rows, and nobody has the database open.
            try await SQLiteFixture.sql(
                path,
                """
                PRAGMA wal_autocheckpoint=0; INSERT INTO t VALUES(1),(2),(3);
                .shell cp '\(path)' '\(folder("crashed.db"))'; cp '\(path)-wal' '\(folder("crashed.db"))-wal'

                """)
            let (_, _, result) = try await SQLiteFixture.dump(folder("crashed.db"))
            #expect(result.evidence.counts == ["rows of t": 3] && result.facts["journal_mode"] == "wal")
        }
    }

    @Test func anEmptyDatabaseIsADatabase() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write("empty.db", "")
            let (target, text, result) = try await SQLiteFixture.dump(path)
            #expect(result.evidence.isEmpty)
            let restored = try await SQLiteFixture.source(path).restore(
                target, from: ByteStream(text), into: .folder(folder("out"), replace: false))
            #expect(restored.evidence.isEmpty)
        }
    }

    @Test func aConsumerThatFailsEndsTheDump() async throws {
        struct Full: ByteWriter {
            func write(_ block: Block) async throws { throw LifeboatError(.noSpace, "full") }
        }
        try await withScratchFolder { folder in
            let path = folder("app.db")
            try await SQLiteFixture.sql(path, "CREATE TABLE t(a); INSERT INTO t VALUES(1);")
            let error = try await SQLiteFixture.failure {
                try await SQLiteFixture.source(path).withSession { session in
                    let target = try #require(try await session.targets().first)
                    _ = try await session.dump(target, DumpContext(pool: BlockPool()), into: Full())
                }
            }
            #expect(error.kind == .noSpace)
        }
    }
}
