import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

/// What a test needs that only root may do on this machine.
enum Privilege {
    /// Whether file systems can be mounted here. A container often forbids it; then the tests that need it are
    /// skipped, except where nothing may be skipped.
    static let mounting: Bool = {
        if ProcessInfo.processInfo.environment["LIFEBOAT_REQUIRE_SERVICES"] == "1" { return true }
        guard geteuid() == 0, let folder = try? ScratchFolder() else { return false }
        defer { folder.remove() }
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=64k") == 0 else { return false }
        umount2(folder.path, CInt(MNT_DETACH))
        return true
    }()
}

struct MountFailed: Error {
    var number: Int32
}

/// Runs `body` with the path of a memory file system of this size (`1m`) that is gone afterwards.
func withTemporaryFileSystem(size: String, _ body: (String) async throws -> Void) async throws {
    try await withScratchFolder { folder in
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=\(size)") == 0 else { throw MountFailed(number: errno) }
        defer { umount2(folder.path, CInt(MNT_DETACH)) }
        try await body(folder.path)
    }
}

/// Runs `body` while the folder can be read only, even by root.
func withReadOnlyMount(of path: String, _ body: () async throws -> Void) async throws {
    guard mount(path, path, nil, UInt(MS_BIND), nil) == 0 else { throw MountFailed(number: errno) }
    defer { umount2(path, CInt(MNT_DETACH)) }
    guard mount(nil, path, nil, UInt(MS_BIND) | UInt(MS_REMOUNT) | UInt(MS_RDONLY), nil) == 0 else {
        throw MountFailed(number: errno)
    }
    try await body()
}

/// Runs `body` on a thread that meets the file system as `nobody` when we are root, whom no mode keeps out.
///
/// setfsuid(2) is per thread, so that tests beside this one stay root; Glibc's module does not show it.
func asNobody(_ body: @escaping @Sendable () async throws -> Void) async throws {
    try await onStageThread("nobody") {
        if geteuid() == 0 {
            typealias SetFileSystemUser = @convention(c) (uid_t) -> CInt
            let symbol = try #require(dlsym(nil, "setfsuid"))
            _ = unsafeBitCast(symbol, to: SetFileSystemUser.self)(65_534)
        }
        try await body()
    }
}
