import Foundation
import LifeboatCore

/// A private view of the mounts: what is mounted in it, nobody else sees, and it goes with the fixture.
///
/// Held open by a `cat` that ends when its input does, so that not even a test that crashed leaves a mount behind.
final class MountNamespace: Sendable {
    private let holder: Process
    private let input: Pipe

    /// Needs root.
    init() throws {
        try Needs.root()
        holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        holder.arguments = ["--mount", "--propagation", "private", "cat"]
        input = Pipe()
        let output = Pipe()
        holder.standardInput = input
        holder.standardOutput = output
        try holder.run()
        // What comes back has gone through the cat: the namespace is there.
        try input.fileHandleForWriting.write(contentsOf: Data("x".utf8))
        guard try output.fileHandleForReading.read(upToCount: 1) == Data("x".utf8) else {
            throw LifeboatError(.failed, "there is no mount namespace to be had")
        }
    }

    /// The words that run a command inside.
    var entering: [String] { ["nsenter", "--target", String(holder.processIdentifier), "--mount"] }

    /// A path inside, as it is seen from outside.
    func callAsFunction(_ path: String) -> String { "/proc/\(holder.processIdentifier)/root\(path)" }

    func close() {
        try? input.fileHandleForWriting.close()
        holder.waitUntilExit()
    }
}

extension CommandFixture {
    /// A mount namespace that ends with this fixture.
    func mountNamespace() throws -> MountNamespace {
        let namespace = try MountNamespace()
        onCleanup { namespace.close() }
        return namespace
    }

    /// Runs mount(8) inside.
    func mount(_ words: String..., in namespace: MountNamespace) async throws {
        let result = try await spawn(namespace.entering + ["mount"] + words, environment: [:], input: nil).wait()
        guard result.status == 0 else { throw LifeboatError(.failed, "mount failed", why: result.errors) }
    }
}
