import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatSources
import Testing

@Suite("Sources of the type mongodb")
struct MongoDBKeysTests {
    private static func job(_ source: String) -> String {
        "jobs:\n- job: x\n  type: mongodb\n  sources:\n  - \(source)\n  storages: [{storage: local, backup_dir: /b}]\n"
    }

    @Test("Every key arrives")
    func keys() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml",
            Self.job(
                """
                connect: {db_host: h, db_port: 1, db_user: u, db_password: p, auth_db: a, tls: yes, ca_cert: /c, cert: /d}
                    target_dbs: [shop, wiki]
                    exclude_dbs: [x]
                    target_collections: [a, b]
                    exclude_collections: [c]
                    extra_keys: --readPreference=secondary '-j 4'
                """))
        #expect(
            try scratch.load("a.yaml").jobs[0].sources[0].configuration
                == .mongodb(
                    .init(
                        server: .init(host: "h", port: 1, user: "u", password: Secret("p")),
                        authenticationDatabase: "a", tls: .init(authority: "/c", certificate: "/d"),
                        databases: .init(targets: ["shop", "wiki"], excludes: ["x"]), collections: ["a", "b"],
                        excludedCollections: ["c"], options: .init("--readPreference=secondary '-j 4'"))))
        try scratch.write("b.yaml", Self.job("{connect: {}, target_dbs: all, target_collections: all, oplog: yes}"))
        #expect(
            try scratch.load("b.yaml").jobs[0].sources[0].configuration
                == .mongodb(.init(server: .init(port: 27_017), databases: .init(targets: ["all"]), takesOplog: true)))
    }

    @Test(
        "What does not fit together is named",
        arguments: [
            ("{connect: {}}", "target_dbs: this key is required"),
            (
                "{connect: {}, target_dbs: [shop], oplog: yes}",
                "oplog: the oplog belongs to a backup of the whole server"
            ),
            ("{connect: {}, target_dbs: all, extra_keys: --gzip}", "extra_keys: `--gzip` cannot stand here"),
            ("{connect: {}, target_dbs: all, extra_keys: '\"'}", "extra_keys: the options"),
            ("{connect: {db_user: u}, target_dbs: all}", "db_user: `db_user` and `db_password` belong together"),
            ("{connect: {cert: /c}, target_dbs: all}", "cert: this key needs `tls: yes`"),
            ("{connect: {}, target_dbs: all, evidence: counts}", "evidence: mongodb cannot do `counts`"),
        ])
    func problems(source: String, expected: String) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", Self.job(source))
        let problems = scratch.problems("a.yaml")
        #expect(problems.count == 1 && problems[0].contains(expected), "\(problems)")
    }

    @Test("The examples load", arguments: ["redis/lifeboat.yaml.j2", "etcd/lifeboat.yaml", "mongodb/lifeboat.yaml.j2"])
    func examples(name: String) throws {
        let root = #filePath.components(separatedBy: "/Tests/")[0]
        let loader = try ConfigScratch().loader(["REDIS_PASSWORD": "a: #b", "MONGODB_PASSWORD": "a: #b"])
        let configuration = try loader.load("\(root)/examples/\(name)")
        #expect(configuration.jobs.count == 1 && configuration.warnings == [])
    }
}
