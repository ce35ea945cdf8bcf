import LifeboatConfig
import LifeboatCore
import LifeboatSources
import Testing

@Suite("Sources of the types redis and etcd")
struct RedisAndEtcdTests {
    private static func job(_ type: String, _ source: String) -> String {
        """
        jobs:
        - job: x
          type: \(type)
          sources:
          - \(source)
          storages: [{storage: local, backup_dir: /b}]
          tmp_dir: /t

        """
    }

    private func source(_ type: String, _ source: String) throws -> SourceConfiguration {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", Self.job(type, source))
        return try scratch.load("a.yaml").jobs[0].sources[0].configuration
    }

    @Test("Every key of redis arrives")
    func redis() throws {
        let password = Secret("p: #x")
        #expect(
            try source("redis", "connect: {db_host: h, db_port: 1, db_user: u, db_password: 'p: #x', socket: ''}")
                == .redis(.init(server: .init(host: "h", port: 1, user: "u", password: password))))
        #expect(
            try source("redis", "connect: {socket: /s, tls: yes, ca_cert: /a, cert: /c, key: /k}")
                == .redis(
                    .init(
                        server: .init(port: 6_379, socket: "/s"),
                        tls: .init(authority: "/a", certificate: "/c", key: "/k"))))
    }

    @Test("Every key of etcd arrives")
    func etcd() throws {
        #expect(try source("etcd", "connect: {db_user: ''}") == .etcd(.init(endpoints: ["127.0.0.1:2379"])))
        #expect(
            try source(
                "etcd",
                "connect: {endpoints: ['https://a:1', b:2], db_user: u, db_password: p, ca_cert: /a, cert: /c, key: /k}"
            )
                == .etcd(
                    .init(
                        endpoints: ["https://a:1", "b:2"], user: "u", password: Secret("p"),
                        tls: .init(authority: "/a", certificate: "/c", key: "/k"))))
    }

    @Test("etcd needs a folder, in the job or in main")
    func temporaryFolder() throws {
        let scratch = try ConfigScratch()
        let text = Self.job("etcd", "connect: {}").replacing("  tmp_dir: /t\n", with: "")
        try scratch.write("a.yaml", text)
        #expect(
            scratch.problems("a.yaml") == [
                "a.yaml:2:3: jobs[0].tmp_dir: etcd needs this key, here or in `main`; "
                    + "a folder with room for the database: etcdctl cannot write a snapshot to a pipe"
            ])
        try scratch.write("b.yaml", "main: {tmp_dir: /t}\n" + text)
        #expect(try scratch.load("b.yaml").jobs.count == 1)
    }

    @Test(
        "What does not fit together is named",
        arguments: [
            (
                "redis", "name: n",
                "a.yaml:5:5: jobs[0].sources[0].connect: this key is required; how to reach the server"
            ),
            (
                "redis", "connect: {ca_cert: /a}",
                "a.yaml:5:24: jobs[0].sources[0].connect.ca_cert: this key needs `tls: yes`"
            ),
            (
                "redis", "connect: {tls: yes, cert: /a}",
                "a.yaml:5:31: jobs[0].sources[0].connect.cert: `cert` and `key` belong together"
            ),
            (
                "redis", "connect: {db_user: u}",
                "a.yaml:5:24: jobs[0].sources[0].connect.db_user: a user needs `db_password` too"
            ),
            (
                "redis", "{connect: {}, evidence: counts}",
                "a.yaml:5:29: jobs[0].sources[0].evidence: redis cannot do `counts`; it can: stream, none"
            ),
            (
                "etcd", "connect: {db_user: u}",
                "a.yaml:5:24: jobs[0].sources[0].connect.db_user: `db_user` and `db_password` belong together"
            ),
            (
                "etcd", "connect: {endpoints: ['http://a:1'], ca_cert: /a}",
                "a.yaml:5:26: jobs[0].sources[0].connect.endpoints: `http://a:1` is without TLS; `https://` and the certificates belong together"
            ),
            (
                "etcd", "connect: {endpoint: a}",
                "a.yaml:5:15: jobs[0].sources[0].connect.endpoint: unknown key; did you mean `endpoints`?"
            ),
        ])
    func problems(type: String, source: String, expected: String) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", Self.job(type, source))
        #expect(scratch.problems("a.yaml") == [expected])
    }
}
