import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

struct SQLiteFaultTests {
    private static func large(_ path: String) async throws {
        try await SQLiteFixture.sql(
            path,
            """
            CREATE TABLE t(a,b);
            WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n WHERE i<20000)
            INSERT INTO t SELECT i, hex(randomblob(50)) FROM n;

            """)
    }

    private func dumpFailure(_ path: String) async throws -> LifeboatError {
        try await SQLiteFixture.failure { _ = try await SQLiteFixture.dump(path) }
    }

    @Test func whatIsNotADatabaseIsRefused() async throws {
        try await withScratchFolder { folder in
            let noise = try folder.write("noise.db", (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31 + 7) })
            #expect(try await dumpFailure(noise).kind == .refused)
            let short = try folder.write("short.db", "SQLite")
            #expect(try await dumpFailure(short).kind == .refused)
            // The right beginning and nothing behind it.
            let forged = try folder.write(
                "forged.db", Array("SQLite format 3\0".utf8) + [UInt8](repeating: 0xFF, count: 5000))
            let error = try await dumpFailure(forged)
            #expect(error.kind == .refused || error.kind == .corrupted, "\(error)")
        }
    }

    @Test func damagedPagesAreFound() async throws {
        try await withScratchFolder { folder in
            let path = folder("app.db")
            try await Self.large(path)
            let file = try #require(FileHandle(forUpdatingAtPath: path))
            try file.seek(toOffset: 4096 * 100)
            try file.write(contentsOf: Data((0..<12288).map { UInt8(truncatingIfNeeded: $0 &* 131) }))
            try file.close()
            let error = try await dumpFailure(path)
            #expect(error.kind == .corrupted, "\(error)")
        }
    }

    @Test func aTruncatedDatabaseIsFound() async throws {
        try await withScratchFolder { folder in
            let path = folder("app.db")
            try await Self.large(path)
            truncate(path, 300_000)
            #expect(try await dumpFailure(path).kind == .corrupted)
        }
    }

    @Test func anUnfinishedTransactionIsExplained() async throws {
        try await withScratchFolder { folder in
            let path = folder("app.db")
            try await Self.large(path)
            try await SQLiteFixture.sql(
                path,
                """
                PRAGMA cache_size=2; PRAGMA cache_spill=1; BEGIN; UPDATE t SET b=b||'x';
                .shell cp '\(path)' '\(folder("hot.db"))'; cp '\(path)-journal' '\(folder("hot.db"))-journal'

                """)
            let error = try await dumpFailure(folder("hot.db"))
            #expect(error.kind == .refused && error.hint?.contains("rolls the transaction back") == true, "\(error)")
        }
    }

    /// As a program does that has the database open in exclusive mode, by the bytes that SQLite locks
    /// (https://sqlite.org/src/file/src/os.h, `PENDING_BYTE`).
    @Test func anExclusiveLockIsExplained() async throws {
        try await withScratchFolder { folder in
            let path = folder("app.db")
            try await Self.large(path)
            let descriptor = open(path, O_RDWR | O_CLOEXEC)
            defer { close(descriptor) }
            var lock = flock(
                l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0x4000_0000, l_len: 512, l_pid: 0)
            // 37 is `F_OFD_SETLK`: a lock of this descriptor, which another that is closed does not end.
            try #require(fcntl(descriptor, 37, &lock) == 0)
            let source = SQLiteSource(SQLiteConfiguration(targets: [path]), patience: .milliseconds(50))
            let error = try await SQLiteFixture.failure { _ = try await SQLiteFixture.dump(source) }
            #expect(error.kind == .temporary && error.what == "\(path) is locked", "\(error)")
            #expect(error.hint?.contains("another time") == true)
            lock.l_type = Int16(F_UNLCK)
            try #require(fcntl(descriptor, 37, &lock) == 0)
            #expect(try await SQLiteFixture.dump(source).result.evidence.counts == ["rows of t": 20_000])
        }
    }

    @Test func oneThatIsMissingDoesNotStopTheOthers() async throws {
        try await withScratchFolder { folder in
            for name in ["a.db", "b.db"] { try await SQLiteFixture.sql(folder(name), "CREATE TABLE t(a);") }
            try folder.write("noise.db", "not a database at all")
            let source = SQLiteFixture.source(
                folder("gone.db"), folder("a.db"), folder("*.sqlite"), folder("noise.db"), folder("b.db"))
            let ends = try await source.withSession { session in
                var ends: [String: LifeboatError.Kind?] = [:]
                for target in try await session.targets() {
                    do {
                        _ = try await session.dump(target, DumpContext(pool: BlockPool()), into: MemoryWriter())
                        ends[target.name] = .some(nil)
                    } catch { ends[target.name] = LifeboatError(wrapping: error).kind }
                }
                return ends
            }
            #expect(
                ends == [
                    "a.db": nil, "b.db": nil, "gone.db": .notFound, folder("*.sqlite"): .notFound, "noise.db": .refused,
                ])
            let error = try await SQLiteFixture.failure { _ = try await source.probe() }
            #expect(["gone.db", "*.sqlite", "noise.db"].allSatisfy { error.summary.contains(folder($0)) }, "\(error)")
        }
    }

    @Test func theProgramsWordsAreExplained() {
        for (words, kind) in [
            ("Runtime error near line 3: database is locked (5)", LifeboatError.Kind.temporary),
            ("Error: unable to open database \"x\": unable to open database file", .accessDenied),
            ("Runtime error near line 2: file is not a database (26)", .refused),
            ("something else", .failed),
        ] {
            let error = SQLiteProgram.explain(LifeboatError(.failed, "sqlite3 failed", why: words), "/x.db")
            #expect(error.kind == kind && error.why == words)
        }
    }

    @Test func missingAndUnsuitableTargets() async throws {
        try await withScratchFolder { folder in
            try await SQLiteFixture.sql(folder("a/app.db"), "", makingFolder: true)
            for (pattern, kind) in [
                (folder("none.db"), LifeboatError.Kind.notFound), (folder("*.sqlite"), .notFound),
                ("relative.db", .configuration), (folder("a"), .refused), (folder("*"), .notFound),
            ] {
                let error = try await SQLiteFixture.failure {
                    let found = SQLiteTargets(configuration: SQLiteConfiguration(targets: [pattern])).find()
                    try found.all.forEach(found.check)
                }
                #expect(error.kind == kind, "\(pattern): \(error)")
            }
        }
    }

    @Test func globsExcludesAndCompanions() async throws {
        try await withScratchFolder { folder in
            for name in ["b.db", "a.db", "a.db-wal", "a.db-shm", "b.db-journal", "lonely-wal", "c.db"] {
                try folder.write(name, "")
            }
            func names(_ configuration: SQLiteConfiguration) throws -> [String] {
                let found = SQLiteTargets(configuration: configuration).find()
                return try found.all.map { target in
                    try found.check(target)
                    return target.name
                }
            }
            #expect(
                try names(.init(targets: [folder("*"), folder("a.db")])) == ["a.db", "b.db", "c.db", "lonely-wal"])
            #expect(try names(.init(targets: [folder("*.db")], excludes: ["c.*"])) == ["a.db", "b.db"])
            #expect(try names(.init(targets: [folder("*.db")], excludes: [folder("a*")])) == ["b.db", "c.db"])
            let all = try await SQLiteFixture.failure {
                _ = try names(.init(targets: [folder("*.db")], excludes: ["*"]))
            }
            #expect(all.kind == .notFound)
            try folder.write("other/a.db", "")
            let clash = try await SQLiteFixture.failure {
                _ = try names(.init(targets: [folder("a.db"), folder("other/a.db")]))
            }
            #expect(clash.kind == .configuration)
        }
    }

    @Test func probeSaysWhatThereIs() async throws {
        try await withScratchFolder { folder in
            try await SQLiteFixture.sql(folder("app.db"), "CREATE TABLE t(a);")
            let lines = try await SQLiteFixture.source(folder("*.db")).probe()
            #expect(lines.count == 2 && lines[0].hasPrefix("sqlite3 3.") && lines[1].contains(folder("app.db")))
            try folder.write("noise.db", "not a database at all")
            await #expect(throws: LifeboatError.self) { _ = try await SQLiteFixture.source(folder("*.db")).probe() }
        }
    }
}

extension SQLiteFixture {
    fileprivate static func sql(_ path: String, _ text: String, makingFolder: Bool) async throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try await sql(path, "CREATE TABLE t(a);" + text)
    }
}
