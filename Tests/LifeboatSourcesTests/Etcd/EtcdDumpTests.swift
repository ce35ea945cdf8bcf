import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("Snapshots of etcd", .serialized, .enabled(if: EtcdServer.isInstalled))
struct EtcdDumpTests {
    private func dump(
        _ source: EtcdSource, in folder: String?, into collected: CollectedDump = CollectedDump()
    ) async throws -> DumpResult {
        try await source.withSession { session in
            let target = try #require(try await session.targets().first)
            return try await session.dump(
                target, DumpContext(pool: BlockPool(), temporaryFolder: folder), into: collected)
        }
    }

    private func names(in folder: ScratchFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    @Test("It is what etcd's own program takes for a snapshot, with its counts")
    func oracle() async throws {
        try await withScratchFolder { folder in
            let server = try EtcdServer.shared()
            let collected = CollectedDump()
            let result = try await dump(EtcdServer.source([server["endpoint"]]), in: folder.path, into: collected)
            let file = try folder.write("copy.db", collected.bytes)
            let status = try OracleTool("etcdctl").run(["snapshot", "status", file, "--write-out=json"]).checked().text
            let entries = try #require(result.evidence.counts["entries"])
            let revision = try #require(result.evidence.counts["revision"])
            #expect(entries > 2_000 && status.contains("\"totalKey\":\(entries),"), "\(status)")
            #expect(status.contains("\"revision\":\(revision),"), "\(status)")
            #expect(result.product?.name == "etcd" && result.product?.version.hasPrefix("3.") == true)
            #expect(result.facts["endpoint"] == server["endpoint"])
            #expect(try names(in: folder) == ["copy.db"])
        }
    }

    @Test("The first member that is healthy is asked, and named")
    func endpoints() async throws {
        try await withScratchFolder { folder in
            let endpoint = try EtcdServer.shared()["endpoint"]
            let result = try await dump(
                EtcdServer.source(["http://127.0.0.1:1", endpoint], patience: 10), in: folder.path)
            #expect(result.facts["endpoint"] == endpoint)
            let error = await expectLifeboatError(.failed) {
                _ = try await EtcdServer.source(["http://127.0.0.1:1", "127.0.0.1:2"], patience: 1).probe()
            }
            #expect(error?.why?.contains("127.0.0.1:1 does not answer; 127.0.0.1:2 does not answer") == true)
        }
    }

    @Test("Without a folder it says which key is missing")
    func withoutFolder() async throws {
        let source = EtcdServer.source([try EtcdServer.shared()["endpoint"]])
        let error = await expectLifeboatError(.configuration) { _ = try await dump(source, in: nil) }
        #expect(error?.hint?.contains("`tmp_dir`") == true)
        await expectLifeboatError(.notFound) { _ = try await dump(source, in: "/nowhere/at/all") }
    }

    @Test("A user needs the role root, and is told so")
    func rights() async throws {
        try await withScratchFolder { folder in
            let endpoint = try EtcdServer.shared()["endpoint"]
            let error = await expectLifeboatError(.accessDenied) {
                _ = try await dump(EtcdServer.source([endpoint], user: "guest"), in: folder.path)
            }
            #expect(error?.hint?.contains("role root") == true)
            await expectLifeboatError(.accessDenied) {
                _ = try await dump(EtcdServer.source([endpoint], user: nil), in: folder.path)
            }
            #expect(try names(in: folder) == [])
        }
    }

    @Test("What a killed run left is removed, what a living one has is not")
    func leftovers() async throws {
        try await withScratchFolder { folder in
            try folder.write(".lifeboat-staging-killed/snapshot.db.part", "half")
            try folder.write(".lifeboat-staging-living/snapshot.db.part", "half")
            try folder.write("unrelated", "x")
            let lock = open(folder(".lifeboat-staging-living"), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
            defer { close(lock) }
            _ = try await dump(EtcdServer.source([try EtcdServer.shared()["endpoint"]]), in: folder.path)
            #expect(try names(in: folder) == [".lifeboat-staging-living", "unrelated"])
        }
    }

    @Test("A full disk is named before anything is written, and when etcdctl meets it", .enabled(if: geteuid() == 0))
    func fullDisk() async throws {
        try await withScratchFolder { folder in
            let endpoint = try EtcdServer.shared()["endpoint"]
            let script = """
                case "$*" in *'snapshot save'*) echo 'Error: write x.part: no space left on device' >&2; exit 5 ;; esac
                exec "$REAL" "$@"
                """
            let tool = try ToolStandIn(for: "etcdctl", script, in: folder)
            let error = await expectLifeboatError(.noSpace) {
                _ = try await dump(EtcdServer.source([endpoint], path: tool.path), in: folder.path)
            }
            #expect(error?.hint?.contains("`tmp_dir`") == true)
            let small = folder("small")
            try FileManager.default.createDirectory(atPath: small, withIntermediateDirectories: false)
            guard try OracleTool("mount").run(["-t", "tmpfs", "-o", "size=64k", "none", small]).status == 0 else {
                return
            }
            let early = await expectLifeboatError(.noSpace) {
                _ = try await dump(EtcdServer.source([endpoint]), in: small)
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: small)
            try OracleTool("umount").run([small]).checked()
            #expect(early?.why?.contains("are free") == true)
            #expect(left == [])
        }
    }

    @Test("A server that dies before it has sent all is not waited for for ever")
    func serverDies() async throws {
        try await withScratchFolder { folder in
            let server = try EtcdServer.start()
            let script = """
                case "$*" in *'snapshot save'*) kill -KILL \(server["pid"]) ;; esac
                exec "$REAL" "$@"
                """
            let tool = try ToolStandIn(for: "etcdctl", script, in: folder)
            let source = EtcdSource(
                EtcdConfiguration(endpoints: [server["endpoint"]]), toolbox: Toolbox(path: tool.path),
                patience: .seconds(5))
            let staging = folder("staging")
            try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: false)
            let error = await expectLifeboatError(.failed) { _ = try await dump(source, in: staging) }
            #expect(error?.hint != nil)
            let left = try FileManager.default.contentsOfDirectory(atPath: staging)
            #expect(left == [])
        }
    }

    @Test("TLS is checked both ways, with the files that are named", .enabled(if: TestCertificate.canBeMade))
    func tls() async throws {
        try await withScratchFolder { folder in
            let own = try TestCertificate(in: folder)
            let server = try EtcdServer.start([
                "--cert-file", own.certificate, "--key-file", own.key, "--trusted-ca-file", own.certificate,
                "--client-cert-auth",
            ])
            func dump(_ tls: ClientTLS) async throws -> DumpResult {
                let configuration = EtcdConfiguration(endpoints: [server["endpoint"]], tls: tls)
                return try await self.dump(EtcdSource(configuration, patience: .seconds(3)), in: folder.path)
            }
            let result = try await dump(own.client)
            #expect(result.facts["endpoint"]?.hasPrefix("https://") == true)
            // The server's certificate is of an unknown authority; then ours is not shown.
            for tls in [ClientTLS(), ClientTLS(authority: own.certificate)] {
                let error = await expectLifeboatError(.failed) { _ = try await dump(tls) }
                #expect(error?.hint?.contains("ca_cert") == true, "\(String(describing: error))")
            }
        }
    }

    @Test("A cluster that holds nothing is a backup, also in a folder with an odd name")
    func empty() async throws {
        try await withScratchFolder { folder in
            let staging = folder("a b; $(rm -rf) 'ü☃'")
            try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: false)
            let server = try EtcdServer.start()
            let source = EtcdSource(EtcdConfiguration(endpoints: [server["endpoint"]]))
            let collected = CollectedDump()
            let result = try await dump(source, in: staging, into: collected)
            #expect(result.evidence.counts["revision"] == 0)
            let target = Target(name: "snapshot", fileExtension: "db", origin: "x")
            let restored = try await source.restore(
                target, from: collected.stream, into: .folder(folder("data"), replace: false))
            #expect(restored.evidence == result.evidence)
            #expect(restored.facts["next_steps"]?.contains("--data-dir \(folder("data"))") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: staging) == [])
        }
    }

    @Test("etcdutl reads and restores where it is installed, a stand-in made of etcdctl")
    func etcdutl() async throws {
        try await withScratchFolder { folder in
            let real = try #require(Command("etcdctl").location)
            chmod(
                try folder.write(
                    "bin/etcdutl", "#!/bin/bash\necho \"$@\" >> '\(folder("notes"))'\nexec \(real) \"$@\"\n"),
                0o755)
            // From 3.6 on etcdctl has none of it.
            chmod(
                try folder.write(
                    "bin/etcdctl",
                    "#!/bin/bash\ncase \"$*\" in *'snapshot status'*|*'snapshot restore'*) exit 9 ;; esac\nexec \(real) \"$@\"\n"
                ), 0o755)
            let source = EtcdServer.source(
                [try EtcdServer.shared()["endpoint"]], path: "\(folder("bin")):\(ToolStandIn.realPath)")
            let collected = CollectedDump()
            _ = try await dump(source, in: folder.path, into: collected)
            let target = Target(name: "snapshot", fileExtension: "db", origin: "x")
            _ = try await source.restore(
                target, from: collected.stream, into: .folder(folder("data"), replace: false))
            let notes = try String(contentsOfFile: folder("notes"), encoding: .utf8)
            #expect(
                notes.split(separator: "\n").map { $0.split(separator: " ")[1] } == [
                    "status", "status", "restore", "status",
                ])
        }
    }

    @Test("The program's words are explained")
    func words() {
        let program = EtcdProgram(
            configuration: EtcdConfiguration(), toolbox: Toolbox(), patience: .seconds(60))
        for (why, kind, hint) in [
            (
                "Error: etcdserver: authentication failed, invalid user ID or password",
                LifeboatError.Kind.accessDenied, "db_password"
            ),
            ("Error: rpc error: code = Unknown desc = auth: permission denied", .accessDenied, "role root"),
            (
                "transport: authentication handshake failed: x509: certificate signed by unknown authority", .failed,
                "ca_cert"
            ),
            ("Error: context deadline exceeded", .failed, "quorum"),
            ("Error: write a.part: no space left on device", .noSpace, "tmp_dir"),
            ("something else", .failed, "log"),
        ] {
            let error = program.explain(LifeboatError(.failed, "etcdctl failed", why: why), "a:1")
            #expect(error.kind == kind && error.why == why && error.hint?.contains(hint) == true, "\(error)")
        }
    }
}
