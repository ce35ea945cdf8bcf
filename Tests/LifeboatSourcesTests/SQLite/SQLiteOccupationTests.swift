import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

struct SQLiteOccupationTests {
    private static let dump = "BEGIN;\nCREATE TABLE t(a);\nINSERT INTO t VALUES('restored');\nCOMMIT;\n"

    private func restoreInPlace(_ path: String) async throws {
        let target = Target(name: "app.db", fileExtension: "sql", origin: path)
        _ = try await SQLiteFixture.source(path).restore(
            target, from: ByteStream(Array(Self.dump.utf8)), into: .inPlace)
    }

    /// What an application is at when somebody restores over its database.
    @Test(
        arguments: ["wal", "delete", "truncate"], ["SELECT count(*) FROM t;", "BEGIN IMMEDIATE;", "BEGIN EXCLUSIVE;"])
    func aDatabaseInUseIsLeftAlone(_ mode: String, _ activity: String) async throws {
        try await withScratchFolder { folder in
            let path = folder("app.db")
            try await SQLiteFixture.sql(
                path, "PRAGMA journal_mode=\(mode); CREATE TABLE t(a); INSERT INTO t VALUES(1);")
            // In use before the restore, and usable after it: what it commits is found by whoever comes next.
            try await SQLiteFixture.withApplication(path, activity) { application in
                let error = try await SQLiteFixture.failure { try await restoreInPlace(path) }
                #expect(error.kind == .refused && error.what == "\(path) is in use", "\(error)")
                #expect(error.why?.contains("(sqlite3)") == true, "\(error)")
                #expect(error.hint?.contains("stop its application") == true)
                try await application.say("INSERT INTO t VALUES(2);\n")
                if activity.hasPrefix("BEGIN") { try await application.say("COMMIT;\n") }
            }
            #expect(try await SQLiteFixture.sql(path, "SELECT a FROM t;") == "1\n2\n")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["app.db"])
            try await restoreInPlace(path)
            #expect(try await SQLiteFixture.sql(path, "SELECT a FROM t;") == "restored\n")
        }
    }

    /// The locks by themselves: where the processes cannot be seen, they are all there is.
    @Test(arguments: ["wal", "delete"])
    func nobodyBeginsToUseItMeanwhile(_ mode: String) async throws {
        try await withScratchFolder { folder in
            let path = folder("app.db")
            try await SQLiteFixture.sql(path, "PRAGMA journal_mode=\(mode); CREATE TABLE t(a);")
            let occupation = try SQLiteOccupation(of: path)
            for statement in ["INSERT INTO t VALUES(1);", "SELECT * FROM t;"] {
                let error = try await SQLiteFixture.failure { try await SQLiteFixture.sql(path, statement) }
                #expect(error.why?.contains("locked") == true, "\(error)")
            }
            withExtendedLifetime(occupation) {}
        }
    }

    /// Two restores into one place, or any other program that takes SQLite's locks without SQLite.
    @Test func aLockIsEnough() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write("app.db", "")
            let first = try SQLiteOccupation(of: path)
            let error = try await SQLiteFixture.failure { try await restoreInPlace(path) }
            #expect(error.kind == .refused && error.why == "a program holds a lock on it", "\(error)")
            withExtendedLifetime(first) {}
        }
    }

    /// An application that crashed, or was killed to be restored, leaves its log and its index behind.
    @Test func whatAStoppedApplicationLeftIsNoUse() async throws {
        try await withScratchFolder { folder in
            let path = folder("app.db")
            try await SQLiteFixture.sql(path, "PRAGMA journal_mode=wal; CREATE TABLE t(a); INSERT INTO t VALUES(1);")
            try await SQLiteFixture.sql(
                path,
                """
                INSERT INTO t VALUES(2);
                .shell cp '\(path)-wal' '\(folder("wal"))'; cp '\(path)-shm' '\(folder("shm"))'

                """)
            #expect(rename(folder("wal"), path + "-wal") == 0 && rename(folder("shm"), path + "-shm") == 0)
            try await restoreInPlace(path)
            #expect(try await SQLiteFixture.sql(path, "SELECT a FROM t;") == "restored\n")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["app.db"])
        }
    }

    /// An application that is started while the restore goes on has to wait for the locks, with the old file open.
    @Test func anApplicationThatIsStartedMeanwhileIsSeen() async throws {
        try await withScratchFolder { folder in
            let path = folder("app.db")
            try await SQLiteFixture.sql(path, "CREATE TABLE t(a);")
            let occupation = try SQLiteOccupation(of: path)
            try occupation.requireNoUser()
            try await SQLiteFixture.withApplication(path, "") { _ in
                let error = #expect(throws: LifeboatError.self) { try occupation.requireNoUser() }
                #expect(error?.kind == .refused && error?.why?.contains("(sqlite3)") == true, "\(error as Any)")
            }
            try occupation.requireNoUser()
        }
    }
}
