import CArchive
import CShims
import Glibc
import LifeboatCore

/// One archive on its way to the disk. Lives on one thread.
///
/// Folders get their modes, times and lists at the end, deepest first: what is put into a folder changes its time,
/// and a read-only one could not be filled.
final class Extraction {
    private struct Folder {
        /// Joined by slashes: a tree has many folders.
        var path: [UInt8]
        var metadata: FileMetadata
    }

    let input: TarInput
    let chain: FolderChain
    let replace: Bool
    let only: [UInt8]?
    let isRoot = geteuid() == 0
    var summary = ArchiveSummary()
    /// The member at hand, as the archive spells it.
    var member: [UInt8] = []
    /// A folder here hands its own access list down to what is made in it: that must be taken away again.
    var listsAreInherited = false
    private var folders: [Folder] = []
    private var folderPlaces: [[UInt8]: Int] = [:]
    private var topLevel: Set<[UInt8]> = []
    private var temporaries = 0

    init(from source: BlockHandOff, into chain: FolderChain, replace: Bool, only: [UInt8]? = nil) throws {
        input = try TarInput(source)
        self.chain = chain
        self.replace = replace
        self.only = only
        try lookForInheritedLists(chain.folder(at: []))
    }

    func run() throws -> ArchiveSummary {
        while let entry = try input.next() {
            try Task.checkCancellation()
            do {
                try restore(entry)
            } catch {
                throw LifeboatError(wrapping: error).at("member `\(shown)`")
            }
        }
        // Only a stream that was read to its end has proven what it is; folders are made final after that.
        try input.drain()
        for folder in folders.reversed() { try finish(folder) }
        try flush()
        return summary
    }

    /// What was restored is on the disk before anybody is told so: one sync of each file system, where one of each file
    /// would take longer than the restore.
    private func flush() throws {
        member = []
        for fd in [try chain.folder(at: [])] + chain.aliases.values where lifeboat_sync_file_system(fd) != 0 {
            throw LifeboatError(errno: errno, "flush", "the restored files")
        }
    }

    private func restore(_ entry: OpaquePointer) throws {
        guard let text = archive_entry_pathname(entry) else {
            throw LifeboatError(.corrupted, "a member of the archive has no name")
        }
        member = Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
        let kind = archive_entry_filetype(entry)
        guard let path = try MemberPath(member) else {
            guard kind == S_IFDIR else { throw refusal("only a folder can have this name") }
            return
        }
        try checkAllowed(path)
        if let first = path.components.first, topLevel.insert(first).inserted { try checkTopLevel(first) }
        if let link = archive_entry_hardlink(entry) {
            return try restoreHardLink(Array(UnsafeRawBufferPointer(start: link, count: strlen(link))), at: path)
        }
        let metadata = FileMetadata(of: entry)
        switch kind {
        case S_IFDIR: try restoreFolder(path, metadata)
        case S_IFREG: try restoreFile(path, metadata, size: Int64(archive_entry_size(entry)))
        case S_IFLNK:
            guard let end = archive_entry_symlink(entry) else { throw refusal("a symlink without its end") }
            try restoreSymlink(path, metadata, to: end)
        case S_IFIFO, S_IFCHR, S_IFBLK: try restoreSpecial(path, metadata, kind, archive_entry_rdev(entry))
        default: throw refusal("a kind of file that is not known")
        }
    }

    /// Names beside the one that is restored belong to others.
    func checkAllowed(_ path: MemberPath) throws {
        guard let only, path.components.first != only else { return }
        throw refusal("it does not belong to `\(DisplayName.text(of: only))`")
    }

    private func checkTopLevel(_ name: [UInt8]) throws {
        guard !replace, chain.aliases[name] == nil else { return }
        let root = try chain.folder(at: [])
        guard let found = name.withCString({ Self.status(root, $0) }) else { return }
        if found.st_mode & S_IFMT == S_IFDIR {
            let fd = try chain.folder(at: [name])
            var listing = FolderListing()
            let failure = listing.read(fd)
            guard failure == 0 else { throw LifeboatError(errno: failure, "read", DisplayName.text(of: name)) }
            if listing.entries.isEmpty { return lookForInheritedLists(fd) }
        }
        throw LifeboatError(
            .alreadyExists, "`\(DisplayName.text(of: name))` is there already",
            hint: "restore to another folder, or allow it to be replaced")
    }

    private func restoreFolder(_ path: MemberPath, _ metadata: FileMetadata) throws {
        if path.parents.isEmpty, chain.aliases[path.name] != nil {
            try lookForInheritedLists(chain.folder(at: path.components[...]))
        } else {
            let above = try chain.folder(at: path.parents)
            let made = path.name.withCString { mkdirat(above, $0, 0o700) == 0 ? 0 : errno }
            if made == EEXIST {
                try makeWay(for: path, in: above)
                try lookForInheritedLists(chain.folder(at: path.components[...]))
            } else if made != 0 {
                throw LifeboatError(errno: made, "make the folder", shown)
            }
        }
        // Listed twice, as in an archive that was appended to: the later one counts.
        let joined = Array(path.components.joined(separator: [UInt8(ascii: "/")]))
        if let place = folderPlaces[joined] {
            folders[place].metadata = metadata
        } else {
            folderPlaces[joined] = folders.count
            folders.append(Folder(path: joined, metadata: metadata))
            summary.folders += 1
        }
    }

    /// A folder replaces what is not one, if replacing is allowed. Its name is removed, whatever it points to is not.
    private func makeWay(for path: MemberPath, in above: Int32) throws {
        let failure: Int32 = try path.name.withCString { name in
            guard let found = Self.status(above, name), found.st_mode & S_IFMT != S_IFDIR else { return 0 }
            guard replace else { throw refusal("the archive has something else of the same name") }
            guard unlinkat(above, name, 0) == 0 else { return errno }
            return mkdirat(above, name, 0o700) == 0 ? 0 : errno
        }
        if failure != 0 { throw LifeboatError(errno: failure, "replace", shown) }
    }

    private func finish(_ folder: Folder) throws {
        member = folder.path
        guard let path = try MemberPath(member) else { return }
        let fd = try chain.folder(at: path.components[...], making: false)
        apply(folder.metadata, to: fd, isFolder: true)
    }

    func lookForInheritedLists(_ fd: Int32) {
        if lifeboat_fgetxattr(fd, PosixACL.Kind.inherited.attribute, nil, 0) > 0 { listsAreInherited = true }
    }

    // MARK: - Names

    var shown: String { DisplayName.text(of: member) }

    func refusal(_ why: String) -> LifeboatError {
        LifeboatError(.refused, "cannot be restored safely", why: why)
    }

    static func status(_ folder: Int32, _ name: UnsafePointer<CChar>) -> stat? {
        var found = stat()
        return fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) == 0 ? found : nil
    }

    /// A name that nothing in the folder has: `O_EXCL` and its like see to it, this only saves them tries.
    func temporaryName() -> [UInt8] {
        temporaries += 1
        return Array(".lifeboat-\(getpid())-\(temporaries)".utf8)
    }

    /// Makes something under `name` by `make`, which fails with `EEXIST` where there is something. That, unless it is
    /// a folder, is replaced in one step: at no time the name is missing.
    ///
    /// - Returns: what `make` returned, and the name that it has until ``settle(_:as:in:)``.
    func make(
        _ name: [UInt8], in folder: Int32, _ make: (UnsafePointer<CChar>) -> Int32
    ) throws -> (result: Int32, name: [UInt8]) {
        var result = name.withCString(make)
        if result >= 0 { return (result, name) }
        guard errno == EEXIST else { throw LifeboatError(errno: errno, "make", shown) }
        if let found = name.withCString({ Self.status(folder, $0) }), found.st_mode & S_IFMT == S_IFDIR {
            throw LifeboatError(
                .alreadyExists, "a folder stands where `\(shown)` belongs",
                hint: "a restore removes no folders: move it away, or restore to another place")
        }
        var temporary = temporaryName()
        result = temporary.withCString(make)
        // Left over from a restore that was killed, whose process had our number.
        while result < 0, errno == EEXIST, temporaries < 10_000 {
            temporary = temporaryName()
            result = temporary.withCString(make)
        }
        guard result >= 0 else { throw LifeboatError(errno: errno, "make", shown) }
        return (result, temporary)
    }

    /// Gives what ``make(_:in:_:)`` made its own name.
    func settle(_ made: [UInt8], as name: [UInt8], in folder: Int32) throws {
        guard made != name else { return }
        let failure = made.withCString { from in
            name.withCString { to in renameat(folder, from, folder, to) == 0 ? 0 : errno }
        }
        guard failure == 0 else {
            _ = made.withCString { unlinkat(folder, $0, 0) }
            throw LifeboatError(errno: failure, "replace", shown)
        }
    }
}
