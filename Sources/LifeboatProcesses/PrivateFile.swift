import CShims
import Foundation
package import LifeboatCore

/// A small file for a program that wants its secrets from a file: it lies in memory only, so nothing of it is left
/// when we are killed, and it needs no writable disk.
///
/// Other programs of the same user can open it by ``path`` while it exists; to others it is closed, as a file of
/// mode 0600 is.
package struct PrivateFile: Sendable {
    private let descriptor: Descriptor

    /// - Parameter isProgram: whether it can be started, as a script: some programs take a secret from another program.
    /// - Throws: when the kernel has no more memory or descriptors for it.
    package init(_ contents: Secret, isProgram: Bool = false) throws {
        descriptor = Descriptor(lifeboat_memory_file("lifeboat"))
        guard descriptor.rawValue >= 0 else { throw Self.failure() }
        guard fchmod(descriptor.rawValue, isProgram ? 0o700 : 0o600) == 0 else { throw Self.failure() }
        var rest = Array(contents.revealed.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor.rawValue, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure() }
            rest = rest.dropFirst(count)
        }
    }

    /// What a program that we start opens it by, for as long as this value lives.
    package var path: String { "/proc/\(getpid())/fd/\(descriptor.rawValue)" }

    private static func failure() -> LifeboatError { LifeboatError(errno: errno, "make", "a private file in memory") }
}
