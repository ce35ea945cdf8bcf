import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("The way to PostgreSQL", .enabled(if: PostgreSQLFixture.isHere))
struct PostgreSQLTLSTests {
    private func source(
        _ service: TestService, _ tls: PostgreSQLTLS, host: String? = "127.0.0.1", socket: String? = nil
    ) -> PostgreSQLSource {
        PostgreSQLSource(
            PostgreSQLConfiguration(
                server: ServerConnection(
                    host: host, port: service.port, socket: socket, user: "postgres", password: Secret("test")),
                tls: tls, databases: DatabaseSelection(targets: ["postgres"])))
    }

    @Test("is encrypted and the server proven, where that is asked for")
    func encrypted() async throws {
        try await withScratchFolder { folder in
            let script = """
                set -euo pipefail
                cd '\(folder.path)'
                for name in right wrong; do
                    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test \
                        -addext subjectAltName=IP:127.0.0.1 -keyout $name.key -out $name.pem 2>/dev/null
                done
                chmod 755 .
                chmod 644 ./*.pem
                if [ "$(id -u)" -eq 0 ]; then chown postgres right.key; fi
                """
            try OracleTool("bash").run(["-c", script]).checked()
            let service = try #require(
                try TestService.start(
                    "postgresql", "-c", "ssl=on", "-c", "ssl_cert_file=\(folder("right.pem"))", "-c",
                    "ssl_key_file=\(folder("right.key"))"))
            // An authority alone asks for the full proof.
            for tls in [
                PostgreSQLTLS(authority: folder("right.pem")),
                PostgreSQLTLS(mode: .verifyAuthority, authority: folder("right.pem")),
                PostgreSQLTLS(mode: .require), PostgreSQLTLS(),
            ] {
                let lines = try await source(service, tls).probe()
                #expect(lines.count == 2)
            }
            let untrusted = await expectLifeboatError(.accessDenied) {
                _ = try await source(service, PostgreSQLTLS(authority: folder("wrong.pem"))).probe()
            }
            #expect(untrusted?.hint?.contains("ca_cert") == true)
            let misnamed = await expectLifeboatError(.accessDenied) {
                _ = try await source(service, PostgreSQLTLS(authority: folder("right.pem")), host: "localhost").probe()
            }
            #expect(misnamed?.hint?.contains("db_host") == true, "\(misnamed?.description ?? "")")
        }
    }

    @Test("is not what a server without TLS has, and may be a socket, by its folder or its name")
    func plain() async throws {
        try await PostgreSQLFixture.with("") { fixture in
            let service = fixture.service
            await expectLifeboatError(.refused) {
                _ = try await source(service, PostgreSQLTLS(mode: .require)).probe()
            }
            for socket in [service["socket"], service["socket"] + "/.s.PGSQL.\(service.port)"] {
                let lines = try await source(service, PostgreSQLTLS(), host: nil, socket: socket).probe()
                #expect(lines.count == 2)
            }
        }
    }

    @Test("is not led astray by what the environment says")
    func environment() async throws {
        let client = PostgreSQLClient(
            server: ServerConnection(host: "h", port: 1), tls: PostgreSQLTLS(), tools: Toolbox(),
            surroundings: ["PGSERVICE": "nowhere", "PGHOSTADDR": "192.0.2.1", "PATH": "/usr/bin", "HOME": "/root"])
        let variables = client.command("psql", [], database: "x").environment
        #expect(variables["PGSERVICE"] == nil)
        #expect(variables["PGHOSTADDR"] == nil)
        #expect(variables["PGHOST"] == .plain("h"))
        #expect(variables["PATH"] == .plain("/usr/bin"))
        #expect(variables["HOME"] == .plain("/root"))
    }
}
