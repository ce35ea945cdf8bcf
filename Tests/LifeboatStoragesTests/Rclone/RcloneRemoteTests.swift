import Testing

@testable import LifeboatStorages

@Suite("Remotes of rclone")
struct RcloneRemoteTests {
    @Test(
        "A remote is a name and a path",
        arguments: [
            ("nas:", "nas", ""), ("my nas.2:a b/c:d", "my nas.2", "a b/c:d"), ("n:/abs", "n", "/abs"),
        ])
    func remote(_ text: String, _ name: String, _ path: String) throws {
        let configuration = try #require(RcloneStorageConfiguration(remote: text))
        #expect(configuration.remote == name && configuration.path == path)
    }

    @Test(
        "What has options, which may be secrets, or is no remote, is none",
        arguments: ["", "nas", "/a/b", ":local:/a", "ftp,pass=x:a", "-v:a", " n:a", "\"n\":a"])
    func noRemote(_ text: String) { #expect(RcloneStorageConfiguration(remote: text) == nil) }

    @Test(
        "A message names the place as rclone does",
        arguments: [("nas:", "nas:job/x"), ("nas:a", "nas:a/job/x"), ("nas:/a/", "nas:/a/job/x")])
    func place(_ text: String, _ place: String) throws {
        let remote = try #require(RcloneStorageConfiguration(remote: text)).rcloneRemote
        #expect(SFTPStorage.forTests(remote).route.place(of: "/job/x") == place)
    }
}
