import Foundation
import LifeboatCore

/// Makes a data directory of a backup: unpacked, prepared, and belonging to the one who will start a server on it.
struct XtraBackupRestore: Sendable {
    let program: XtraBackupProgram
    let folder: String

    func run(_ input: ByteStream) async throws -> DumpResult {
        try makeEmptyFolder()
        do {
            try await program.unpack(input, into: folder, pool: BlockPool())
            let files = try entries().count { $0.isFile }
            try await program.prepare(folder)
            let owners = try handOver()
            sync()
            var facts = ["prepared": "yes"]
            facts["owners"] = owners
            return DumpResult(evidence: Evidence(counts: ["files": Int64(files)]), facts: facts)
        } catch {
            // It was empty: what is in it now is ours, and no server must start on it.
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
                try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
            }
            throw error
        }
    }

    /// Two servers' files in one folder would be neither's, so not even `--force` allows that.
    private func makeEmptyFolder() throws {
        if mkdir(folder, 0o700) == 0 { return }
        guard errno == EEXIST else { throw LifeboatError(errno: errno, "make", folder) }
        let found = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0 != "lost+found" }
        guard found.isEmpty else {
            throw LifeboatError(
                .alreadyExists, "the folder \(folder) is not empty", hint: "empty it, or restore to another one")
        }
    }

    private func entries() throws -> [(path: String, isFile: Bool)] {
        guard let names = FileManager.default.enumerator(atPath: folder) else {
            throw LifeboatError(.failed, "cannot list \(folder)")
        }
        return names.compactMap { $0 as? String }.map { name in
            var found = stat()
            let path = "\(folder)/\(name)"
            return (path, lstat(path, &found) == 0 && found.st_mode & S_IFMT == S_IFREG)
        }
    }

    /// Root gives the files to the user that servers run as, and everybody else keeps them.
    ///
    /// - Returns: what is left to do.
    private func handOver() throws -> String? {
        guard geteuid() == 0 else { return nil }
        guard let user = getpwnam("mysql") else {
            return "there is no user mysql here: give \(folder) and all in it to the one that the server runs as"
        }
        for path in try [folder] + entries().map(\.path) {
            guard lchown(path, user.pointee.pw_uid, user.pointee.pw_gid) == 0 else {
                throw LifeboatError(errno: errno, "give to mysql", path)
            }
        }
        return nil
    }
}
