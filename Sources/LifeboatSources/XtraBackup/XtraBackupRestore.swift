import Foundation
import LifeboatCore

/// Makes a data directory of a backup: unpacked, prepared, and belonging to the one who will start a server on it.
struct XtraBackupRestore: Sendable {
    let program: XtraBackupProgram
    let folder: DataDirectory

    init(program: XtraBackupProgram, folder: String) {
        self.program = program
        self.folder = DataDirectory(path: folder)
    }

    func run(_ input: ByteStream) async throws -> DumpResult {
        try folder.make()
        do {
            try await program.unpack(input, into: folder.path, pool: BlockPool())
            let files = try countFiles()
            try await program.prepare(folder.path)
            let owners = try handOver()
            sync()
            var facts = ["prepared": "yes"]
            facts["owners"] = owners
            return DumpResult(evidence: Evidence(counts: ["files": files]), facts: facts)
        } catch {
            throw folder.emptied(after: error)
        }
    }

    private func countFiles() throws -> Int64 {
        guard let names = FileManager.default.enumerator(atPath: folder.path) else {
            throw LifeboatError(.failed, "cannot look into \(folder.path)")
        }
        return names.reduce(into: 0) { count, name in
            var found = stat()
            if lstat("\(folder.path)/\(name)", &found) == 0, found.st_mode & S_IFMT == S_IFREG { count += 1 }
        }
    }

    /// Root gives the files to the user that servers run as, and everybody else keeps them.
    ///
    /// - Returns: what is left to do.
    private func handOver() throws -> String? {
        guard geteuid() == 0 else { return nil }
        guard let user = getpwnam("mysql") else {
            return "there is no user mysql here: give \(folder.path) and all in it to the one that the server runs as"
        }
        try folder.give(to: user.pointee.pw_uid, user.pointee.pw_gid)
        return nil
    }
}
