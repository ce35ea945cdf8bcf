import LifeboatConfig
import LifeboatCore
import LifeboatStorages
import Testing

@Suite("The keys of an scp storage")
struct SFTPKeysTests {
    private func read(_ keys: String) throws -> (SFTPStorageConfiguration?, [String]) {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", SampleJob.files(storages: "  - {\(keys)}\n"))
        let problems = scratch.problems("a.yaml")
        guard problems.isEmpty, case .scp(let scp) = try scratch.load("a.yaml").jobs[0].storages[0].configuration else {
            return (nil, problems)
        }
        return (scp, problems)
    }

    @Test("All of them", arguments: ["scp", "sftp"])
    func all(name: String) throws {
        let (scp, problems) = try read(
            "storage: \(name), host: h, user: u, password: p, port: 2222, path_to_key: /k, known_hosts: /n, backup_dir: /b"
        )
        #expect(problems == [])
        #expect(
            scp
                == SFTPStorageConfiguration(
                    host: "h", port: 2222, user: "u", password: Secret("p"), keyFile: "/k", knownHosts: "/n",
                    folder: "/b"))
    }

    @Test(
        "The folder lies in what used to be mounted",
        arguments: [
            ("backup_dir: /b/c", "/b/c"), ("backup_dir: b", "b"), ("remote_mount_point: /m, backup_dir: /b", "/m/b"),
            ("remote_mount_point: /, backup_dir: /b", "/b"), ("remote_mount_point: m/, backup_dir: b", "m/b"),
            ("remote_mount_point: '', backup_dir: /b", "/b"),
        ])
    func folder(keys: String, expected: String) throws {
        let (scp, problems) = try read("storage: scp, host: h, user: u, password: p, \(keys)")
        #expect(problems == [])
        #expect(scp?.folder == expected)
    }

    @Test(
        "What is missing or wrong is said",
        arguments: [
            ("user: u, password: p, backup_dir: /b", "host"), ("host: h, password: p, backup_dir: /b", "user"),
            ("host: h, user: u, backup_dir: /b", "password"), ("host: h, user: u, password: p", "backup_dir"),
            ("host: u@h, user: u, password: p, backup_dir: /b", "host"),
            ("host: -oProxyCommand=x, user: u, password: p, backup_dir: /b", "host"),
            ("host: h, user: u, path_to_key: id_rsa, backup_dir: /b", "path_to_key"),
            ("host: h, user: u, password: p, known_hosts: n, backup_dir: /b", "known_hosts"),
            ("host: h, user: u, password: p, port: 0, backup_dir: /b", "port"),
        ])
    func mistakes(keys: String, key: String) throws {
        let (scp, problems) = try read("storage: scp, \(keys)")
        #expect(scp == nil)
        #expect(problems.count == 1 && problems[0].contains("jobs[0].storages[0].\(key): "), "\(problems)")
    }

    @Test("Two of one job cannot be the same folder of one host; two hosts can")
    func same() throws {
        let scratch = try ConfigScratch()
        func storages(_ host: String) -> String {
            "  - {storage: scp, host: h, user: u, password: p, backup_dir: /b}\n"
                + "  - {storage: sftp, host: \(host), user: u, password: p, backup_dir: //b/}\n"
        }
        try scratch.write("a.yaml", SampleJob.files(storages: storages("h")))
        #expect(scratch.problems("a.yaml").count == 1)
        try scratch.write("b.yaml", SampleJob.files(storages: storages("i")))
        #expect(scratch.problems("b.yaml") == [])
    }
}
