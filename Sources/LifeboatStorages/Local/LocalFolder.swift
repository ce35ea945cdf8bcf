import CShims
import Foundation
import LifeboatCore

/// An open folder of the storage. Everything below it is reached through its descriptor and without following
/// symbolic links, so that nobody who can write into the storage can lead us out of it.
final class LocalFolder: Sendable {
    struct Entry {
        enum Kind {
            case folder
            case file
            /// The file system does not say; ask ``LocalFolder/status(of:)``.
            case unknown
        }

        var name: String
        var kind: Kind
    }

    let descriptor: Int32
    /// For messages only.
    let path: String

    private init(_ descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// Opens the storage's own folder, which may be a symbolic link; `nil` when there is none.
    static func root(_ path: String) throws -> LocalFolder? {
        let descriptor = lifeboat_open(path, O_RDONLY | O_DIRECTORY, 0)
        if descriptor >= 0 { return LocalFolder(descriptor, path: path) }
        if errno == ENOENT { return nil }
        throw LifeboatError(errno: errno, "open the folder", path)
    }

    /// Opens the storage's own folder, and makes it and the folders above it when they are missing.
    static func rootMadeIfMissing(_ path: String, durable: Bool) throws -> LocalFolder {
        if let folder = try root(path) { return folder }
        let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
        let cut = trimmed.lastIndex(of: "/")
        let above = cut.map { $0 == trimmed.startIndex ? "/" : String(trimmed[..<$0]) } ?? "."
        if above != trimmed, !trimmed.isEmpty {
            let parent = try rootMadeIfMissing(above, durable: durable)
            if mkdir(trimmed, 0o700) != 0, errno != EEXIST {
                throw LifeboatError(errno: errno, "make the folder", trimmed)
            }
            if durable { try parent.sync() }
        }
        guard let folder = try root(trimmed) else { throw LifeboatError(errno: ENOENT, "open the folder", path) }
        return folder
    }

    /// Opens a folder in this one; `nil` when there is none, or something else has its name.
    func folder(_ name: String) throws -> LocalFolder? {
        let descriptor = lifeboat_openat(self.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0)
        if descriptor >= 0 { return LocalFolder(descriptor, path: path(of: name)) }
        if [ENOENT, ENOTDIR, ELOOP].contains(errno) { return nil }
        throw LifeboatError(errno: errno, "open the folder", path(of: name))
    }

    /// Makes a folder in this one. `false` when it exists; `nil` when this folder itself was removed meanwhile.
    func makeFolder(_ name: String) throws -> Bool? {
        if mkdirat(descriptor, name, 0o700) == 0 { return true }
        switch errno {
        case EEXIST: return false
        case ENOENT: return nil
        default: throw LifeboatError(errno: errno, "make the folder", path(of: name))
        }
    }

    /// What has this name; `nil` when nothing does. A symbolic link is itself, not what it points to.
    func status(of name: String) throws -> stat? {
        var status = stat()
        if fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { return status }
        if errno == ENOENT { return nil }
        throw LifeboatError(errno: errno, "look at", path(of: name))
    }

    /// Removes a file. `false` when there was none.
    func removeFile(_ name: String) throws -> Bool {
        if unlinkat(descriptor, name, 0) == 0 { return true }
        if errno == ENOENT { return false }
        throw LifeboatError(errno: errno, "remove", path(of: name))
    }

    /// Removes a folder when it is empty and we may. `false` otherwise: an empty folder left behind does no harm.
    func removeEmptyFolder(_ name: String) -> Bool {
        unlinkat(descriptor, name, AT_REMOVEDIR) == 0
    }

    /// Makes what happened to the names in this folder survive a power cut.
    func sync() throws {
        while fsync(descriptor) != 0 {
            switch errno {
            case EINTR: continue
            // Some network and user-space file systems cannot sync a folder, and do not need it.
            case EINVAL, ENOTSUP, ENOSYS: return
            default: throw LifeboatError(errno: errno, "sync the folder", path)
            }
        }
    }

    /// Every name in this folder, `.` and `..` apart. A folder that was removed meanwhile has none.
    func entries() throws -> [Entry] {
        // A descriptor of its own: closedir closes it, and its position is not shared.
        let own = lifeboat_openat(descriptor, ".", O_RDONLY | O_DIRECTORY, 0)
        guard own >= 0 else {
            if errno == ENOENT { return [] }
            throw LifeboatError(errno: errno, "read the folder", path)
        }
        guard let handle = fdopendir(own) else {
            let number = errno
            close(own)
            throw LifeboatError(errno: number, "read the folder", path)
        }
        defer { closedir(handle) }
        var entries: [Entry] = []
        while true {
            errno = 0
            guard let entry = readdir(handle) else {
                if errno == 0 || errno == ENOENT { return entries }
                throw LifeboatError(errno: errno, "read the folder", path)
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            switch Int(entry.pointee.d_type) {
            case Int(DT_DIR): entries.append(Entry(name: name, kind: .folder))
            case Int(DT_REG): entries.append(Entry(name: name, kind: .file))
            case Int(DT_UNKNOWN): entries.append(Entry(name: name, kind: .unknown))
            default: continue
            }
        }
    }

    func path(of name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }
}

extension stat {
    var isFile: Bool { st_mode & S_IFMT == S_IFREG }
    var isFolder: Bool { st_mode & S_IFMT == S_IFDIR }
    var modified: Date {
        Date(timeIntervalSince1970: Double(st_mtim.tv_sec) + Double(st_mtim.tv_nsec) / 1_000_000_000)
    }
}
