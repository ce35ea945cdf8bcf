import LifeboatCore
import NIOHTTP1
import Testing

@testable import LifeboatWeb

@Suite("Logins by HTTP")
struct WebLoginTests {
    /// RFC 7616, 3.9.1.
    private static func challenge(_ algorithm: String, _ more: String = "") -> String {
        "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=\(algorithm), "
            + "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
            + "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"\(more)"
    }

    @Test(
        "The examples of RFC 7616",
        arguments: [
            ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ])
    func examples(algorithm: String, response: String) throws {
        let digest = try #require(WebDigest(Self.challenge(algorithm)))
        let header = digest.authorization(
            user: "Mufasa", password: Secret("Circle of Life"), "GET", path: "/dir/index.html", use: 1,
            clientNonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
        #expect(header.contains("response=\"\(response)\""), "\(header)")
        #expect(header.contains("nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\""))
        #expect(header.contains("opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""))
        #expect(!header.contains("Circle"))
    }

    @Test("The example of RFC 2617 without a quality of protection")
    func old() throws {
        let digest = try #require(
            WebDigest("digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\""))
        let header = digest.authorization(
            user: "Mufasa", password: Secret("Circle Of Life"), "GET", path: "/dir/index.html", use: 1, clientNonce: "x"
        )
        #expect(header.contains("response=\"670fd8c2df070c60b045671b8b24ff02\""), "\(header)")
        #expect(!header.contains("nc="))
    }

    @Test(
        "What we do not know is not taken up",
        arguments: [
            "Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess", "Digest realm=\"r\"", "Negotiate",
            "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"", "Digestive realm=\"r\", nonce=\"n\"", "",
        ])
    func unknown(header: String) {
        #expect(WebDigest(header) == nil)
    }

    @Test("A realm with quotes and commas survives")
    func quotes() throws {
        let digest = try #require(WebDigest(#"Digest nonce="n", realm="a, \"b\" = c", stale=TRUE"#))
        #expect(digest.isStale)
        let header = digest.authorization(
            user: "u\"x", password: Secret("p"), "GET", path: "/", use: 1, clientNonce: "c")
        #expect(header.contains(#"username="u\"x", realm="a, \"b\" = c""#), "\(header)")
    }

    private func login() -> WebLogin { WebLogin(user: "u", password: Secret("p"), randomness: { 255 }) }

    @Test("Nothing is sent before the server asks, then the strongest that it offers")
    func ways() throws {
        let login = login()
        #expect(login.authorization(.GET, path: "/") == nil)
        let offers = HTTPHeaders([
            ("www-authenticate", "Basic realm=\"r\""), ("www-authenticate", Self.challenge("MD5")),
            ("www-authenticate", Self.challenge("SHA-256")),
        ])
        #expect(login.takeUp(offers, refused: nil))
        let first = try #require(login.authorization(.GET, path: "/"))
        #expect(first.contains("algorithm=SHA-256") && first.contains("nc=00000001"))
        #expect(login.authorization(.GET, path: "/")?.contains("nc=00000002") == true)
        #expect(!login.takeUp(offers, refused: first), "the password is wrong")
        let stale = HTTPHeaders([("www-authenticate", Self.challenge("SHA-256", ", stale=true"))])
        #expect(login.takeUp(stale, refused: first))
    }

    @Test("The password itself, where the server knows nothing better")
    func basic() {
        let login = login()
        let offers = HTTPHeaders([("www-authenticate", "Basic realm=\"r\"")])
        #expect(login.takeUp(offers, refused: nil))
        #expect(login.authorization(.GET, path: "/") == "Basic dTpw")
        #expect(!login.takeUp(offers, refused: "Basic dTpw"))
        #expect(!self.login().takeUp(HTTPHeaders([("www-authenticate", "Negotiate")]), refused: nil))
    }
}
