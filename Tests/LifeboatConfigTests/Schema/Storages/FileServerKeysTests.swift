import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatStorages
import Testing

@Suite("Keys of FTP, SMB, NFS and rclone")
struct FileServerKeysTests {
    private func load(_ keys: String) throws -> Configuration {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", SampleJob.files(storages: "  - {\(keys)}\n"))
        return try scratch.load("a.yaml")
    }

    @Test(
        "Each is read",
        arguments: [
            (
                "storage: ftp, host: h, user: u, password: p",
                StorageConfiguration.ftp(FTPStorageConfiguration(host: "h", user: "u", password: Secret("p"))),
                "ftp://u@h:21/"
            ),
            (
                "storage: ftp, host: h, user: u, password: 012, port: 2121, tls: yes, ca_cert: /c, backup_dir: /a/b",
                .ftp(
                    FTPStorageConfiguration(
                        host: "h", port: 2121, user: "u", password: Secret("012"), tls: true,
                        certificateAuthorities: "/c", folder: "/a/b")),
                "ftps://u@h:2121/a/b"
            ),
            (
                "storage: smb, host: '::1', user: u, password: p, share: s, domain: d, backup_dir: /a/b/",
                .smb(
                    SMBStorageConfiguration(
                        host: "::1", user: "u", password: Secret("p"), domain: "d", share: "s", folder: "/a/b/")),
                "smb://u@[::1]:445/s/a/b"
            ),
            (
                "storage: nfs, host: h, backup_dir: /mnt/b",
                .nfs(NFSStorageConfiguration(host: "h", folder: "/mnt/b")), "/mnt/b"
            ),
            (
                "storage: rclone, remote: 'n:a', rclone_config: /c, backup_dir: b",
                .rclone(RcloneStorageConfiguration(remote: "n", path: "a/b", configurationFile: "/c")), "n:a/b"
            ),
        ])
    func read(_ keys: String, _ expected: StorageConfiguration, _ location: String) throws {
        let configuration = try #require(try load(keys).jobs.first?.storages.first?.configuration)
        #expect(configuration == expected)
        #expect(configuration.location == location)
    }

    @Test("The example loads")
    func example() throws {
        let root = #filePath.components(separatedBy: "/Tests/")[0]
        let loader = try ConfigScratch().loader(["FTP_PASSWORD": "a: #b", "FTP_HOST": "h"])
        let configuration = try loader.load("\(root)/examples/ftp/lifeboat.yaml.j2")
        #expect(configuration.warnings == [])
        guard case .ftp(let ftp)? = configuration.jobs.first?.storages.first?.configuration else {
            throw LifeboatError(.failed, "not FTP")
        }
        #expect(ftp.password == Secret("a: #b") && ftp.tls && ftp.folder == "lifeboat")
    }

    @Test("What mounted in the old tool has no effect, and that is said")
    func mounting() throws {
        let warnings = try load("storage: nfs, host: h, backup_dir: /b, remote_mount_point: /m, extra_keys: ro")
            .warnings
        #expect(warnings.map(\.path) == ["jobs[0].storages[0].remote_mount_point", "jobs[0].storages[0].extra_keys"])
    }

    @Test(
        "What is wrong is said",
        arguments: [
            ("storage: ftp, host: h, user: u", "password: this key is required"),
            (
                "storage: ftp, host: h, user: u, password: p, ca_cert: /c",
                "ca_cert: without TLS there is no certificate; add `tls: yes`"
            ),
            (
                "storage: smb, host: h, user: u, password: p",
                "share: this key is required; the first part of the path that others know it by"
            ),
            (
                "storage: smb, host: h, user: u, password: p, share: a/b",
                "share: the name of a share is no path; folders in it belong to `backup_dir`"
            ),
            ("storage: nfs, host: h", "backup_dir: this key is required; a folder in the mounted export"),
            (
                "storage: rclone, remote: ':ftp,pass=x:a'",
                "remote: this does not name a remote of rclone's configuration; as in `remote: name:path`; "
                    + "options of the remote belong into its configuration, not here"
            ),
        ])
    func mistakes(_ keys: String, _ problem: String) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", SampleJob.files(storages: "  - {\(keys)}\n"))
        let problems = scratch.problems("a.yaml")
        #expect(problems.count == 1 && problems[0].hasSuffix("storages[0].\(problem)"), "\(problems)")
    }
}
