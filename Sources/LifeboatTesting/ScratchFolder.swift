import Foundation
import LifeboatCore

/// A folder of its own for one test, below the temporary folder: 0700, empty, with a name that no other test has.
package struct ScratchFolder: Sendable {
    /// Absolute, without a slash at the end.
    package let path: String

    package init() throws {
        // The real path: a test that compares paths must not meet a symlinked /tmp.
        let temporary = realpath(NSTemporaryDirectory(), nil)
        defer { free(temporary) }
        let base = temporary.map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/lifeboat-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw LifeboatError(errno: errno, "make a folder in", base) }
        path = String(cString: made)
    }

    /// A path inside.
    package func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file inside and makes the folders above it.
    @discardableResult
    package func write(_ name: String, _ contents: some Collection<UInt8>) throws -> String {
        let file = self(name)
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        guard FileManager.default.createFile(atPath: file, contents: Data(contents)) else {
            throw LifeboatError(errno: errno, "write", file)
        }
        return file
    }

    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    /// Removes it and all that is in it, whatever modes a test left there. Symlinks are removed, not followed.
    package func remove() {
        var bytes = Array(path.utf8CString)
        Self.removeTree(&bytes)
    }

    /// By hand: `FileManager` stops at a folder that may not be read and at names that are not UTF-8.
    private static func removeTree(_ path: inout [CChar]) {
        var found = stat()
        guard lstat(path, &found) == 0 else { return }
        guard found.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        chmod(path, 0o700)
        if let folder = opendir(path) {
            var names: [[CChar]] = []
            while let entry = readdir(folder) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                    Array(raw.prefix { $0 != 0 }).map { CChar(bitPattern: $0) }
                }
                if name != [46] && name != [46, 46] { names.append(name) }
            }
            closedir(folder)
            let length = path.count
            for name in names {
                path.replaceSubrange((length - 1)..., with: [47] + name + [0])
                removeTree(&path)
                path.replaceSubrange((length - 1)..., with: [0])
            }
        }
        rmdir(path)
    }
}

/// Runs `body` with a scratch folder that is gone afterwards.
package func withScratchFolder<Value>(_ body: (ScratchFolder) async throws -> Value) async throws -> Value {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    return try await body(folder)
}
