import LifeboatConfig
import LifeboatCore
import LifeboatStorages
import LifeboatWeb
import Testing

@Suite("Keys of WebDAV")
struct WebDAVKeysTests {
    private static func text(_ keys: String) -> String {
        SampleJob.files(storages: "  - {storage: webdav, user: u, password: pass, \(keys)}\n")
    }

    private func read(_ keys: String) throws -> (WebDAVStorageConfiguration, warnings: [String]) {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", Self.text(keys))
        let configuration = try scratch.load("a.yaml")
        let storage = try #require(configuration.jobs.first?.storages.first)
        guard case .webdav(let read) = storage.configuration else { throw LifeboatError(.failed, "not WebDAV") }
        return (read, configuration.warnings.map(\.what))
    }

    @Test(
        "A host is a name, with a port or without, or an address with a path",
        arguments: [
            ("host: dav.example.com", "https://dav.example.com"),
            ("host: dav.example.com, port: 443", "https://dav.example.com"),
            ("host: dav.example.com, port: 8443, backup_dir: /b", "https://dav.example.com:8443/b"),
            ("host: 'dav.example.com:8443', port: 8443", "https://dav.example.com:8443"),
            ("host: 'https://dav.example.com/a/', backup_dir: b/c/", "https://dav.example.com/a/b/c"),
        ])
    func hosts(keys: String, location: String) throws {
        let (configuration, warnings) = try read(keys)
        #expect(configuration.location == location)
        #expect(warnings.isEmpty)
    }

    @Test("Everything")
    func everything() throws {
        let (configuration, _) = try read("host: h, ca_cert: /c")
        #expect(configuration.user == "u")
        #expect(configuration.password == Secret("pass"))
        #expect(configuration.web.certificateAuthorities == "/c")
    }

    @Test("Without encryption is a warning")
    func plain() throws {
        let (configuration, warnings) = try read("host: 'http://dav.example.com'")
        #expect(configuration.location == "http://dav.example.com")
        #expect(warnings.count == 1 && warnings[0].contains("not encrypted"))
    }

    @Test(
        "What is wrong is said",
        arguments: [
            ("host: 'ftp://x'", "host: this is no address of a server"),
            ("host: 'https://u:p@x'", "host: this is no address of a server"),
            ("host: 'x:1', port: 2", "port: `host` says 1; say it once"),
            ("backup_dir: /x", "host: "),
        ])
    func problems(keys: String, problem: String) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", Self.text(keys))
        let problems = scratch.problems("a.yaml")
        #expect(problems.count == 1 && problems[0].contains("jobs[0].storages[0].\(problem)"), "\(problems)")
        #expect(!problems.joined().contains("u:p@"))
    }
}
