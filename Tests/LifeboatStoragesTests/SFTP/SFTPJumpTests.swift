import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatStorages

/// Two real servers: the one that keeps backups is reached through the other.
@Suite("Through a jump host", .enabled(if: SFTPServer.isHere, "openssh-server is not installed"))
struct SFTPJumpTests {
    private static let key = ObjectKey(names: "job", "target", "object")

    /// Runs `body` with the way to `target` through `jump`, by a configuration of ssh's such as a user has.
    private func through(
        _ jump: TestService, to target: SFTPStorageConfiguration, _ lines: [String], in folder: ScratchFolder
    ) throws -> SFTPStorage {
        let configuration = try folder.write(
            "ssh_config",
            """
            Host target
                HostName 127.0.0.1
                ProxyJump jump
            Host jump
                HostName 127.0.0.1
                Port \(jump.port)
                User \(jump["user"])
                \(lines.joined(separator: "\n    "))

            """)
        // ssh passes `-F` on to the ssh that leads to the jump host.
        chmod(try folder.write("tools/ssh", "#!/bin/sh\nexec /usr/bin/ssh -F '\(configuration)' \"$@\"\n"), 0o755)
        var target = target
        target.host = "target"
        return .forTests(target, toolbox: Toolbox(path: "\(folder("tools")):\(ToolStandIn.realPath)"))
    }

    private static func trusted(_ jump: TestService) -> String { "UserKnownHostsFile \(jump["known_hosts"])" }

    @Test("One that wants a password does not get the target's, and that is said")
    func passwordOfTheTarget() async throws {
        // Both take the same password: given to it, the jump host would let us through.
        guard let jump = try TestService.start("sshd", "password"),
            let target = try TestService.start("sshd", "password")
        else { return }
        try await withScratchFolder { folder in
            let configuration = target.sftpByPassword(folder("backups"))
            let storage = try through(jump, to: configuration, [Self.trusted(jump)], in: folder)
            let error = await expectLifeboatError(.accessDenied) {
                _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            }
            #expect(error?.what == "a jump host on the way to target (port \(target.port)) does not let us in")
            #expect(error?.hint?.contains("let a key open the jump host") == true, "\(error as Any)")
            #expect(try folder.everything(in: "backups") == [])
        }
    }

    @Test("One that a key opens leads to a target with a password")
    func keyThenPassword() async throws {
        guard let target = try TestService.start("sshd", "password") else { return }
        let jump = try SFTPServer.openSSH.service
        try await withScratchFolder { folder in
            let lines = [Self.trusted(jump), "IdentityFile \(jump["key"])", "IdentitiesOnly yes"]
            let storage = try through(jump, to: target.sftpByPassword(folder("backups")), lines, in: folder)
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            #expect(try await storage.readAll(Self.key) == [1])
        }
    }

    @Test("One key with a passphrase opens both")
    func onePassphrase() async throws {
        let server = try SFTPServer.openSSH.service
        let key = server["key"] + "-with-passphrase"
        try await withScratchFolder { folder in
            var configuration = server.sftp(folder("backups"))
            configuration.keyFile = key
            configuration.password = Secret("test")
            let lines = [Self.trusted(server), "IdentityFile \(key)", "IdentitiesOnly yes"]
            let storage = try through(server, to: configuration, lines, in: folder)
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            #expect(try await storage.readAll(Self.key) == [1])
        }
    }

    @Test("One whose host key is unknown is refused, and not mistaken for the target")
    func unknownJumpHost() async throws {
        let server = try SFTPServer.openSSH.service
        try await withScratchFolder { folder in
            let lines = ["UserKnownHostsFile \(folder("none"))", "GlobalKnownHostsFile /dev/null", "BatchMode yes"]
            let storage = try through(server, to: server.sftp(folder("backups")), lines, in: folder)
            let error = await expectLifeboatError(.refused) { _ = try await storage.stat(Self.key) }
            #expect(error?.what.contains("of a jump host on the way to target") == true, "\(error as Any)")
        }
    }
}
