import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatStorages

@Suite("Getting in by ssh", .enabled(if: SFTPServer.isHere, "openssh-server is not installed"))
struct SFTPConnectionTests {
    private static let key = ObjectKey(names: "job", "target", "object")

    private func fingerprint(_ server: TestService) throws -> String {
        let words = try OracleTool("ssh-keygen").run(["-lf", server["host_key"]]).checked().text.split(separator: " ")
        return String(words[1])
    }

    /// Tries to store something and returns the error; nothing may have come into being.
    private func refused(
        _ kind: LifeboatError.Kind, _ toolbox: Toolbox = Toolbox(),
        change: (inout SFTPStorageConfiguration) throws -> Void
    ) async throws -> LifeboatError {
        try await withScratchFolder { folder in
            var configuration = try SFTPServer.openSSH.service.sftp(folder("backups"))
            try change(&configuration)
            let storage = SFTPStorage.forTests(configuration, toolbox: toolbox)
            let error = await expectLifeboatError(kind) {
                _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            }
            #expect(try folder.everything(in: "backups") == [])
            return try #require(error)
        }
    }

    @Test("An unknown host key is refused with its fingerprint and what to do")
    func unknownHost() async throws {
        let server = try SFTPServer.openSSH.service
        let fingerprint = try fingerprint(server)
        try await withScratchFolder { folder in
            let file = try folder.write("known hosts 100%", "")
            let error = try await refused(.refused) { $0.knownHosts = file }
            #expect(error.what.contains("is unknown") && error.what.contains(fingerprint), "\(error)")
            #expect(error.hint?.contains("ssh-keyscan -p \(server.port) 127.0.0.1 >> \(file)") == true, "\(error)")
            #expect(try String(contentsOfFile: file, encoding: .utf8) == "")
            // What the hint says helps.
            let scanned = try OracleTool("ssh-keyscan").run(["-p", "\(server.port)", "127.0.0.1"]).checked()
            try folder.write("known hosts 100%", scanned.bytes)
            var configuration = server.sftp(folder("backups"))
            configuration.knownHosts = file
            _ = try await SFTPStorage.forTests(configuration).put(ByteStream([1]), at: Self.key, PutOptions())
        }
    }

    @Test("A changed host key is refused with the new fingerprint")
    func changedHost() async throws {
        let server = try SFTPServer.openSSH.service
        let fingerprint = try fingerprint(server)
        try await withScratchFolder { folder in
            try OracleTool("ssh-keygen").run(["-q", "-t", "ed25519", "-N", "", "-f", folder("other")]).checked()
            let other = try String(contentsOfFile: folder("other.pub"), encoding: .utf8)
            let file = try folder.write("known_hosts", "[127.0.0.1]:\(server.port) \(other)")
            let error = try await refused(.refused) { $0.knownHosts = file }
            #expect(error.what.contains("another one") && error.what.contains(fingerprint), "\(error)")
            #expect(error.hint?.contains("ssh-keygen -R '[127.0.0.1]:\(server.port)'") == true, "\(error)")
        }
    }

    @Test("A key that the server does not take is a denied login")
    func wrongKey() async throws {
        try await withScratchFolder { folder in
            try OracleTool("ssh-keygen").run(["-q", "-t", "ed25519", "-N", "", "-f", folder("other")]).checked()
            let error = try await refused(.accessDenied) { $0.keyFile = folder("other") }
            #expect(error.hint?.contains("authorized_keys") == true, "\(error)")
            let missing = try await refused(.accessDenied) { $0.keyFile = folder("nothing") }
            #expect(missing.hint == "there is no key \(folder("nothing"))")
            let key = try String(contentsOfFile: SFTPServer.openSSH.service["key"], encoding: .utf8)
            chmod(try folder.write("readable", key), 0o644)
            let open = try await refused(.accessDenied) { $0.keyFile = folder("readable") }
            #expect(open.hint?.contains("defaultMode: 0400") == true, "\(open)")
        }
    }

    @Test("A key's passphrase reaches ssh by its askpass program, and no error shows it")
    func passphrase() async throws {
        let server = try SFTPServer.openSSH.service
        let key = server["key"] + "-with-passphrase"
        try await withScratchFolder { folder in
            var configuration = server.sftp(folder("backups"))
            configuration.keyFile = key
            configuration.password = Secret("test")
            let storage = SFTPStorage.forTests(configuration)
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            #expect(try await storage.readAll(Self.key) == [1])
        }
        let wrong = try await refused(.accessDenied) {
            $0.keyFile = key
            $0.password = Secret("mistaken-secret")
        }
        #expect(wrong.hint?.contains("needs a passphrase") == true && !"\(wrong)".contains("mistaken"), "\(wrong)")
        let none = try await refused(.accessDenied) { $0.keyFile = key }
        #expect(none.hint?.contains("needs a passphrase") == true, "\(none)")
    }

    @Test("The login's password is the real server's, and no error shows a wrong one")
    func loginPassword() async throws {
        guard let server = try TestService.start("sshd", "password") else { return }
        try await withScratchFolder { folder in
            var configuration = server.sftpByPassword(folder("backups"))
            let storage = SFTPStorage.forTests(configuration)
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            #expect(try await storage.readAll(Self.key) == [1])
            configuration.password = Secret("mistaken-secret")
            let error = await expectLifeboatError(.accessDenied) {
                _ = try await SFTPStorage.forTests(configuration).readAll(Self.key)
            }
            #expect(error?.hint?.contains("is `password` the one of this user") == true, "\(String(describing: error))")
            #expect(error.map { "\($0)".contains("mistaken") } == false)
        }
    }

    @Test("With a scripted ssh: the login's password comes by askpass to it alone, byte for byte, and by no argument")
    func password() async throws {
        try await withScratchFolder { folder in
            let secret = "a 'b' \"$HOME\" \\n % ü"
            let ssh = try SSHStandIn(
                """
                "$SSH_ASKPASS" "somebody@stand-in's password: " >"$NOTES.answer"
                bash -c '"$SSH_ASKPASS" "somebody@stand-in'"'"'s password: "; true' >"$NOTES.jump"
                printf '%s\\n' "$SSH_ASKPASS_REQUIRE" "$@" >"$NOTES.arguments"
                exec $SERVER
                """, in: folder)
            _ = try await ssh.storage(password: Secret(secret)).put(ByteStream([1]), at: Self.key, PutOptions())
            #expect(try String(contentsOfFile: folder("notes.answer"), encoding: .utf8) == secret + "\n")
            #expect(try String(contentsOfFile: folder("notes.jump"), encoding: .utf8) == "")
            let arguments = try String(contentsOfFile: folder("notes.arguments"), encoding: .utf8)
            #expect(arguments.hasPrefix("force\n") && arguments.hasSuffix("\n-s\n--\nstand-in\nsftp\n"), "\(arguments)")
            #expect(arguments.contains("BatchMode=no\n") && arguments.contains("StrictHostKeyChecking=yes\n"))
            #expect(!arguments.contains("$HOME"))
        }
    }

    @Test("With a scripted ssh: a key's passphrase is told for keys only, never to a server")
    func passphraseForKeys() async throws {
        try await withScratchFolder { folder in
            let ssh = try SSHStandIn(
                """
                for prompt in "Enter passphrase for key '/a/b': " "somebody@jump's password: " "(somebody@jump) Code: "; do
                    bash -c '"$SSH_ASKPASS" "$1" || echo refused' - "$prompt"
                done >"$NOTES.answers"
                exec $SERVER
                """, in: folder)
            let storage = ssh.storage(password: Secret("it's"), keyFile: "/a/b")
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            let answers = try String(contentsOfFile: folder("notes.answers"), encoding: .utf8)
            #expect(answers == "it's\nrefused\nrefused\n")
        }
    }

    @Test("ssh gets what it needs of our environment, and no other job's secrets")
    func environment() async throws {
        try await withScratchFolder { folder in
            let ssh = try SSHStandIn("cat /proc/$$/environ >\"$NOTES.environment\"; exec $SERVER", in: folder)
            let kept = ["HOME": "/home/x", "LC_TIME": "C", "https_proxy": "http://p", "SSH_AUTH_SOCK": "/agent"]
            let ours = kept.merging([
                "DB_PASSWORD": "unseen", "SSH_PASSWORD": "unseen", "AWS_SECRET_ACCESS_KEY": "unseen",
            ]) {
                $1
            }
            let storage = ssh.storage(password: Secret("mine-alone"), environment: ours)
            _ = try await storage.put(ByteStream([1]), at: Self.key, PutOptions())
            let text = try String(contentsOfFile: folder("notes.environment"), encoding: .utf8)
            let names = text.split(separator: "\0").map { $0.prefix { $0 != "=" } }
            #expect(
                names.sorted() == [
                    "HOME", "LC_TIME", "PATH", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "SSH_AUTH_SOCK", "https_proxy",
                ])
            #expect(!text.contains("mine-alone"))
        }
    }

    @Test("A host that does not answer is worth another try; one without ssh here is not")
    func noServer() async throws {
        let error = try await refused(.temporary) { $0.port = 1 }
        #expect(error.why?.contains("Connection refused") == true, "\(error)")
        try await withScratchFolder { folder in
            let missing = try await refused(.missingTool, Toolbox(path: folder.path)) { _ in }
            #expect(missing.hint == "install it: apt-get install openssh-client")
        }
    }

    @Test("A login that prints something is named")
    func chatty() async throws {
        try await withScratchFolder { folder in
            let ssh = try SSHStandIn("echo Welcome; exec $SERVER", in: folder)
            let error = await expectLifeboatError(.failed) { _ = try await ssh.storage().listAll() }
            #expect(
                error?.why == "it begins with \"Welc\"" && error?.hint?.contains(".bashrc") == true, "\(error as Any)")
        }
    }

    @Test("One connection serves everything, at the same time and one after another")
    func oneConnection() async throws {
        try await withScratchFolder { folder in
            let ssh = try SSHStandIn("exec $SERVER", in: folder)
            let storage = ssh.storage()
            try await withThrowingTaskGroup { group in
                for index in 0..<50 {
                    group.addTask {
                        let key = ObjectKey(names: "job", "id-\(index)", "object")
                        _ = try await storage.put(
                            ByteStream([UInt8](repeating: 1, count: index)), at: key, PutOptions())
                        _ = try await storage.readAll(key)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await storage.listAll().count == 50)
            #expect(try await storage.removeAbandoned(below: .root, olderThan: .distantFuture) == 0)
            #expect(ssh.starts == 1)
        }
    }
}
