import CShims
import Glibc
import LifeboatCore

/// Open folders from the place of a restore down to where it is working. Every step is an `openat` that follows no
/// symlink, from a folder that was reached the same way: whatever an archive says, and whatever appears on the disk
/// meanwhile, no path leads out.
final class FolderChain {
    private struct Link {
        var name: [UInt8]
        var fd: Int32
    }

    /// Deeper than this, the folders far above are closed and opened again when they are needed.
    private static let openFolders = 64

    private let root: Int32
    private var links: [Link] = []
    /// Top-level names that stand for a folder elsewhere: one that a person named.
    let aliases: [[UInt8]: Int32]

    /// Takes over the descriptors.
    init(root: Int32, aliases: [[UInt8]: Int32] = [:]) {
        self.root = root
        self.aliases = aliases
    }

    deinit {
        close(from: 0)
        for fd in aliases.values { Glibc.close(fd) }
        Glibc.close(root)
    }

    /// The folder at `path`, open; valid until the next call.
    ///
    /// Throws ``LifeboatError/Kind/refused`` when something on the way is not a folder.
    ///
    /// - Parameter making: folders that are missing on the way are made (0700).
    func folder(at path: ArraySlice<[UInt8]>, making: Bool = true) throws -> Int32 {
        var common = 0
        for (link, name) in zip(links, path) {
            guard link.name == name else { break }
            common += 1
        }
        close(from: common)
        while let last = links.last, last.fd < 0 { links.removeLast() }
        for name in path.dropFirst(links.count) {
            let above = links.last?.fd ?? root
            let fd: Int32
            if links.isEmpty, let alias = aliases[name] {
                fd = fcntl(alias, F_DUPFD_CLOEXEC, 0)
                guard fd >= 0 else { throw LifeboatError(errno: errno, "open", DisplayName.text(of: name)) }
            } else {
                fd = try Self.enter(above, name, making: making)
            }
            links.append(Link(name: name, fd: fd))
            if links.count > Self.openFolders {
                let far = links.count - Self.openFolders - 1
                if links[far].fd >= 0 { Glibc.close(links[far].fd) }
                links[far].fd = -1
            }
        }
        return links.last?.fd ?? root
    }

    private static func enter(_ above: Int32, _ name: [UInt8], making: Bool) throws -> Int32 {
        try name.withCString { text in
            let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
            var fd = lifeboat_openat(above, text, flags, 0)
            if fd < 0, errno == ENOENT, making {
                // Two may make it at once; what counts is that it can be opened then.
                mkdirat(above, text, 0o700)
                fd = lifeboat_openat(above, text, flags, 0)
            }
            guard fd < 0 else { return fd }
            switch errno {
            case ELOOP, ENOTDIR:
                throw LifeboatError(
                    .refused, "\(DisplayName.text(of: name)) is no folder, and the archive puts something into it",
                    hint:
                        "nothing is restored through symlinks: look at what the archive holds and at the place it goes to"
                )
            case let failure: throw LifeboatError(errno: failure, "open", DisplayName.text(of: name))
            }
        }
    }

    private func close(from index: Int) {
        for link in links[index...] where link.fd >= 0 { Glibc.close(link.fd) }
        links.removeSubrange(index...)
    }
}

extension [UInt8] {
    /// Calls with the bytes as a C string.
    func withCString<Value>(_ body: (UnsafePointer<CChar>) throws -> Value) rethrows -> Value {
        try body(map { CChar(bitPattern: $0) } + [0])
    }
}
