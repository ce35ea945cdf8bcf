import Foundation
import LifeboatCore
import LifeboatProcesses

/// Builds a database from SQL text beside its destination, checks it, and only then puts it there.
///
/// The text may come from a storage that others can write to, so it is not trusted: the program runs in safe mode
/// (no other files, no extensions, no shell), and ``SQLiteScriptGuard`` keeps it from seeing dot-commands, some of
/// which write files even in safe mode.
///
/// An application that had the old file open would go on with it, so one that is known to is a reason to refuse: see
/// ``SQLiteOccupation``.
struct SQLiteRestore {
    let destination: String
    let replace: Bool
    /// What the receipt says, for a place where there is no file whose owner could be kept.
    let owner: SQLiteOwner?
    let pool: BlockPool

    func run(_ input: ByteStream) async throws -> DumpResult {
        // Over a symlink the file it leads to is replaced, which is where SQLite keeps its companions too.
        let path = replace ? Self.resolved(destination) : destination
        // Before anything else: nobody wants to learn after an hour that the application still runs.
        let occupation = replace ? try SQLiteOccupation(of: path) : nil
        defer { withExtendedLifetime(occupation) {} }
        let file = try PendingFile(for: path, replace: replace)
        do {
            let wasInWALMode = try await build(file.path, input)
            var result = try await Self.inspect(file.path)
            if wasInWALMode { try await Self.enterWALMode(file.path, &result) }
            try giveOwner(file, &result)
            try file.commit {
                try occupation?.requireNoUser()
                if replace { try Self.removeCompanions(of: file.destination) }
            }
            return result
        } catch {
            file.discard()
            for suffix in ["-journal", "-wal", "-shm"] { unlink(file.path + suffix) }
            throw error
        }
    }

    /// - Returns: whether the database was in WAL mode.
    private func build(_ path: String, _ input: ByteStream) async throws -> Bool {
        let script = SQLiteScript(input, pool: pool)
        // The file is thrown away when anything fails: a journal and syncs would only cost time.
        let command = SQLiteProgram.command(
            path, .readWrite,
            [
                "-safe", "-cmd", ".dbconfig defensive off", "-cmd", "PRAGMA journal_mode=OFF", "-cmd",
                "PRAGMA synchronous=OFF",
            ])
        do {
            try await command.run(input: script.stream, pool: pool)
        } catch {
            throw SQLiteProgram.explain(LifeboatError(wrapping: error), destination)
        }
        return script.wasInWALMode
    }

    /// Last of all, so that the file is built without a log. Some file systems (over a network) cannot have one.
    private static func enterWALMode(_ path: String, _ result: inout DumpResult) async throws {
        let answer = try await ask(path, "PRAGMA journal_mode=wal;\n", .readWrite)
        result.facts["journal_mode"] = answer.first
        if answer != ["wal"] {
            result.omissions.add(
                Omission(
                    name: "journal_mode=wal", reason: .skipped,
                    detail: "this file system cannot have it; the mode is \(answer.first ?? "not known")"))
        }
    }

    /// Checks the restored database and counts it as the dump did.
    private static func inspect(_ path: String) async throws -> DumpResult {
        let check = try await ask(path, "PRAGMA integrity_check(5);\n")
        guard check == ["ok"] else {
            throw LifeboatError(
                .corrupted, "the restored database is not in order", why: check.joined(separator: "\n"))
        }
        let snapshot = try await SQLiteSnapshot(answers: ask(path, SQLiteSnapshot.questions()))
        let counts = try await SQLiteCounts(snapshot.tables, answers: ask(path, snapshot.countQueries))
        return DumpResult(evidence: counts.evidence, facts: snapshot.facts)
    }

    private static func ask(_ path: String, _ questions: String, _ access: SQLiteProgram.Access = .readOnly)
        async throws -> [String]
    {
        do {
            let output = try await SQLiteProgram.command(path, access, ["-safe"]).collect(
                input: ByteStream(Array(questions.utf8)), limit: 64 << 20)
            return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
        } catch {
            throw SQLiteProgram.explain(LifeboatError(wrapping: error), path)
        }
    }

    /// A database that is replaced keeps its owner and mode; any other gets back those that it had.
    private func giveOwner(_ file: PendingFile, _ result: inout DumpResult) throws {
        var found = stat()
        let isThere = replace && stat(file.destination, &found) == 0
        guard let owner = isThere ? try SQLiteOwner(of: file.destination) : owner else {
            result.facts["owners"] = "the backup does not say whose it was; it is \(geteuid()):\(getegid()), mode 0600"
            return
        }
        result.facts["owners"] = try owner.give(to: file.path)
    }

    /// Removes the old database's WAL, index and journal *before* the new file gets its name, and not before the
    /// new file is on the disk: what the old one committed last lies in them. SQLite recognises them by name alone: left
    /// behind, it would replay the old database's last pages into the new one.
    private static func removeCompanions(of path: String) throws {
        for suffix in ["-wal", "-shm", "-journal"] where unlink(path + suffix) != 0 && errno != ENOENT {
            throw LifeboatError(errno: errno, "remove", path + suffix)
        }
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(validatingCString: real) ?? path
    }
}
