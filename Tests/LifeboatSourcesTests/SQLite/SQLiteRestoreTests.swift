import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

struct SQLiteRestoreTests {
    private func restore(_ text: String, _ target: Target, _ place: RestorePlace) async throws -> DumpResult {
        try await SQLiteFixture.source(target.origin).restore(target, from: ByteStream(Array(text.utf8)), into: place)
    }

    private func target(_ path: String) -> Target {
        Target(name: "app.db", fileExtension: "sql", origin: path)
    }

    private static let small = "BEGIN;\nCREATE TABLE t(a);\nINSERT INTO t VALUES(1);\nCOMMIT;\n"

    @Test func existingFilesAreNotTouchedUnlessAllowed() async throws {
        try await withScratchFolder { folder in
            try folder.write("app.db", "mine")
            let error = try await SQLiteFixture.failure {
                _ = try await restore(Self.small, target("/gone/app.db"), .folder(folder.path, replace: false))
            }
            #expect(error.kind == .alreadyExists)
            #expect(try String(contentsOfFile: folder("app.db"), encoding: .utf8) == "mine")
            let result = try await restore(Self.small, target("/gone/app.db"), .folder(folder.path, replace: true))
            #expect(result.evidence.counts == ["rows of t": 1])
            #expect(try await SQLiteFixture.sql(folder("app.db"), "SELECT * FROM t;") == "1\n")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["app.db"])
        }
    }

    @Test func besideTheOriginalUnderAnotherName() async throws {
        try await withScratchFolder { folder in
            try await SQLiteFixture.sql(folder("app.db"), "CREATE TABLE mine(a);")
            _ = try await restore(Self.small, target(folder("app.db")), .renamed("copy.db"))
            #expect(try await SQLiteFixture.sql(folder("copy.db"), "SELECT * FROM t;") == "1\n")
            #expect(try await SQLiteFixture.sql(folder("app.db"), ".tables\n").contains("mine"))
            for name in ["../copy.db", "", ".", "..", "a/b"] {
                let error = try await SQLiteFixture.failure {
                    _ = try await restore(Self.small, target(folder("app.db")), .renamed(name))
                }
                #expect(error.kind == .refused)
            }
        }
    }

    @Test func aForgedOriginIsNotWrittenTo() async throws {
        try await withScratchFolder { folder in
            try folder.write("other/app.db", "mine")
            try folder.write("data/.app.db", "mine")
            let source = SQLiteFixture.source(folder("data/*.db"), folder("plain/[a].db"))
            func restore(_ origin: String, _ place: RestorePlace) async throws {
                let target = Target(name: "app.db", fileExtension: "sql", origin: folder(origin))
                _ = try await source.restore(target, from: ByteStream(Array(Self.small.utf8)), into: place)
            }
            for origin in ["other/app.db", "data/../other/app.db", "data/.app.db", "data/x/app.db", "data/app.txt"] {
                for place in [RestorePlace.inPlace, .renamed("new.db")] {
                    let error = try await SQLiteFixture.failure { try await restore(origin, place) }
                    #expect(error.kind == .refused && error.hint?.contains("--to") == true, "\(origin) \(error)")
                }
            }
            #expect(try String(contentsOfFile: folder("other/app.db"), encoding: .utf8) == "mine")
            #expect(try String(contentsOfFile: folder("data/.app.db"), encoding: .utf8) == "mine")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder("data")) == [".app.db"])
            for origin in ["data/gone.db", "plain/[a].db", "plain/a.db"] {
                try await restore(origin, .inPlace)
                #expect(try await SQLiteFixture.sql(folder(origin), "SELECT * FROM t;") == "1\n")
            }
        }
    }

    @Test func inPlaceForgetsTheOldLogAndKeepsTheMode() async throws {
        try await withScratchFolder { folder in
            let path = folder("app.db")
            try await SQLiteFixture.sql(
                path, "PRAGMA journal_mode=wal; CREATE TABLE t(a); INSERT INTO t VALUES('old');")
            // A log with a committed page of the old database, as a crash leaves it.
            try await SQLiteFixture.sql(
                path,
                """
                PRAGMA wal_autocheckpoint=0; INSERT INTO t VALUES('older');
                .shell cp '\(path)-wal' '\(folder("kept"))'

                """)
            #expect(rename(folder("kept"), path + "-wal") == 0)
            chmod(path, 0o640)
            _ = try await restore(Self.small, target(path), .inPlace)
            #expect(try await SQLiteFixture.sql(path, "SELECT * FROM t; PRAGMA integrity_check;") == "1\nok\n")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["app.db"])
            var found = stat()
            #expect(stat(path, &found) == 0 && found.st_mode & 0o777 == 0o640)
        }
    }

    @Test func inPlaceGoesWhereASymlinkLeads() async throws {
        try await withScratchFolder { folder in
            try folder.write("data/real.db", "")
            symlink(folder("data/real.db"), folder("app.db"))
            _ = try await restore(Self.small, target(folder("app.db")), .inPlace)
            #expect(try await SQLiteFixture.sql(folder("data/real.db"), "SELECT * FROM t;") == "1\n")
            #expect(
                try FileManager.default.destinationOfSymbolicLink(atPath: folder("app.db")) == folder("data/real.db"))
        }
    }

    @Test(arguments: [
        "BEGIN;\nCREATE TABLE t(a);\n", "BEGIN;\nCREATE TABLE t(a);\nCOMMIT;", "", "BEGIN;\nnonsense;\nCOMMIT;\n",
        "BEGIN;\nCREATE TABLE t(a UNIQUE);\nINSERT INTO t VALUES(1);\nINSERT INTO t VALUES(1);\nCOMMIT;\n",
        "BEGIN;\n/****** CORRUPTION ERROR *******/\nCOMMIT;\n", "BEGIN;\nSELECT '\0';\nCOMMIT;\n",
        "\u{FEFF}.quit\nBEGIN;\nCOMMIT;\n",
    ])
    func aBrokenDumpLeavesNothing(_ text: String) async throws {
        try await withScratchFolder { folder in
            try folder.write("app.db", "mine")
            await #expect(throws: LifeboatError.self) {
                _ = try await restore(text, target(folder("app.db")), .inPlace)
            }
            #expect(try String(contentsOfFile: folder("app.db"), encoding: .utf8) == "mine")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["app.db"])
        }
    }

    @Test func anInputThatFailsLeavesNothing() async throws {
        try await withScratchFolder { folder in
            let (writer, reader) = BytePipe.make()
            try await writer.write(Array(Self.small.utf8))
            writer.fail(LifeboatError(.corrupted, "digest"))
            let error = try await SQLiteFixture.failure {
                _ = try await SQLiteFixture.source("/x").restore(
                    target("/x"), from: reader.stream, into: .folder(folder("out"), replace: false))
            }
            #expect(error.kind == .corrupted)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder("out")).isEmpty)
        }
    }

    /// Every way that the program knows to reach another file or program, forged into a dump that looks whole.
    @Test(arguments: [
        ".shell touch PWNED", ".system touch PWNED", ".output PWNED\nSELECT 1;", ".once PWNED\nSELECT 1;", ".log PWNED",
        ".trace PWNED\nSELECT 1;", ".testcase x\nSELECT 1;", ".backup PWNED", ".save PWNED", ".clone PWNED", ".cd /",
        ".open PWNED", ".quit", ".exit", "ATTACH 'PWNED' AS x; CREATE TABLE x.y(a);",
        "COMMIT; VACUUM INTO 'PWNED'; BEGIN;", "SELECT writefile('PWNED','x');", "SELECT edit('x','touch PWNED');",
        "SELECT load_extension('x');", ".load x", ".read PWNED", ".import /etc/passwd x",
        "#'\n.trace PWNED\nSELECT 1;--'", "--'\n.trace PWNED\n--'", "/*/ '\n*/\n.trace PWNED\n--'",
        "SELECT 1; /* */\n.trace PWNED", "go\n.trace PWNED", "/\n.trace PWNED", "SELECT [']];\n.trace PWNED\n",
        "SELECT 1 AS `'`;\n.trace PWNED\n--'", "SELECT 'a''';\n.trace PWNED\n--", ";\n.trace PWNED\n",
    ])
    func aForgedDumpReachesNothing(_ attack: String) async throws {
        try await withScratchFolder { folder in
            let forged =
                "BEGIN;\nCREATE TABLE t(a);\nCOMMIT;\n" + attack.replacing("PWNED", with: folder("PWNED"))
                + "\nBEGIN;\nCOMMIT;\n"
            let error = try await SQLiteFixture.failure {
                _ = try await restore(forged, target("/x"), .folder(folder("out"), replace: false))
            }
            #expect(error.kind == .failed || error.kind == .incomplete, "\(error)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder("out")).isEmpty)
            #expect(!FileManager.default.fileExists(atPath: "testcase-out.txt"))
        }
    }
}

struct SQLiteScriptGuardTests {
    @Test(arguments: [1, 2, 3, 5, 1000])
    func changesOnlyWhatCouldBeACommand(_ pieces: Int) throws {
        let text = ".a\nb.c\n'\n.d''\n.e'\n.f\n--'\n.g\n/* ' \n.h */\n.i [\n.j']\n.k \"'\n.l\"\n#m `\n.n'`\n.o"
        let expected =
            " .a\nb.c\n'\n.d''\n.e'\n .f\n--'\n .g\n/* ' \n.h */\n .i [\n.j']\n .k \"'\n.l\"\n #m `\n.n'`\n .o"
        var script = SQLiteScriptGuard()
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            result += try script.filter(Block(bytes[start..<min(start + pieces, bytes.count)])).bytes
        }
        #expect(String(decoding: result, as: UTF8.self) == expected)
    }
}
