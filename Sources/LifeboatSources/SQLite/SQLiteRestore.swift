import Foundation
import LifeboatCore
import LifeboatProcesses

/// Builds a database from SQL text beside its destination, checks it, and only then puts it there.
///
/// The text may come from a storage that others can write to, so it is not trusted: the program runs in safe mode
/// (no other files, no extensions, no shell), and ``SQLiteScriptGuard`` keeps it from seeing dot-commands, some of
/// which write files even in safe mode.
///
/// An application that has the old file open goes on with the old file: stop it before, start it after.
struct SQLiteRestore {
    let destination: String
    let replace: Bool
    let pool: BlockPool

    func run(_ input: ByteStream) async throws -> DumpResult {
        // Over a symlink the file it leads to is replaced, which is where SQLite keeps its companions too.
        let file = try PendingFile(for: replace ? Self.resolved(destination) : destination, replace: replace)
        do {
            try await build(file.path, input)
            let result = try await Self.inspect(file.path)
            try keepOwner(file)
            try file.commit { if replace { try Self.removeCompanions(of: file.destination) } }
            return result
        } catch {
            file.discard()
            unlink(file.path + "-journal")
            throw error
        }
    }

    private func build(_ path: String, _ input: ByteStream) async throws {
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
    }

    /// Checks the restored database and counts it as the dump did.
    private static func inspect(_ path: String) async throws -> DumpResult {
        let check = try await ask(path, "PRAGMA integrity_check(5);\n")
        guard check == ["ok"] else {
            throw LifeboatError(
                .corrupted, "the restored database is not in order", why: check.joined(separator: "\n"))
        }
        let snapshot = try await SQLiteSnapshot(answers: ask(path, SQLiteSnapshot.questions))
        let counts = try await SQLiteCounts(snapshot.tables, answers: ask(path, snapshot.countQueries))
        return DumpResult(evidence: counts.evidence, facts: snapshot.facts, omissions: counts.omissions)
    }

    private static func ask(_ path: String, _ questions: String) async throws -> [String] {
        do {
            let output = try await SQLiteProgram.command(path, .readOnly, ["-safe"]).collect(
                input: ByteStream(Array(questions.utf8)), limit: 64 << 20)
            return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
        } catch {
            throw SQLiteProgram.explain(LifeboatError(wrapping: error), path)
        }
    }

    /// A database that is replaced keeps its owner and mode, so that its application can open it again.
    private func keepOwner(_ file: PendingFile) throws {
        var found = stat()
        guard replace, stat(file.destination, &found) == 0 else { return }
        if found.st_uid != geteuid() || found.st_gid != getegid() {
            guard chown(file.path, found.st_uid, found.st_gid) == 0 else {
                throw LifeboatError(errno: errno, "keep the owner of", file.destination)
            }
        }
        guard chmod(file.path, found.st_mode & 0o7777) == 0 else {
            throw LifeboatError(errno: errno, "keep the mode of", file.destination)
        }
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
