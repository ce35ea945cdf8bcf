import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Servers named by URL")
struct ServerAddressTests {
    @Test("All parts, and what each may leave out")
    func parts() throws {
        let full = try ServerAddress(url: "MySQL://us%40er@db.example.org:3307/my%20db", password: Secret("p"))
        #expect(full.scheme == "mysql")
        #expect(full.user == "us@er")
        #expect(full.host == "db.example.org")
        #expect(full.port == 3_307)
        #expect(full.database == "my db")
        #expect(full.password == Secret("p"))
        #expect(!"\(full)".contains("redacted"))

        let bare = try ServerAddress(url: "postgresql://host")
        #expect(bare.user == nil && bare.port == nil && bare.database == nil && bare.socket == nil)
        #expect(try ServerAddress(url: "postgresql://host/").database == nil)
        #expect(try ServerAddress(url: "mysql://[::1]:3306/x").host == "::1")
        let local = try ServerAddress(url: "postgresql://u@%2Frun%2Fpostgresql/app")
        #expect(local.socket == "/run/postgresql" && local.host == nil)
        #expect(try ServerAddress(url: "mysql:///app").host == nil)
    }

    @Test(
        "A password in it is refused, and not shown",
        arguments: ["mysql://u:s3cret@h/d", "mysql://:s3cret@h", "mysql://u:@h"])
    func password(_ url: String) async {
        let error = await expectLifeboatError(.usage) { _ = try ServerAddress(url: url) }
        #expect(error?.hint?.contains("LIFEBOAT_RESTORE_PASSWORD") == true)
        #expect(error?.description.contains("s3cret") == false)
    }

    @Test(
        "What is no server is refused",
        arguments: [
            "", "://h", "mysql://h/a/b", "mysql://h/a?x=1", "mysql://h/a#b", "mysql://h:port/x", "mysql://h/a%00b",
        ])
    func refused(_ url: String) async {
        await expectLifeboatError(.usage) { _ = try ServerAddress(url: url) }
    }
}
