import LifeboatCore
import LifeboatProcesses
import Testing

@Suite("Secrets cut out of texts")
struct RedactionTests {
    private func redacted(_ text: String, _ secrets: String...) -> String {
        Redaction(secrets: secrets.map { Secret($0) }).apply(to: text)
    }

    @Test("A secret is cut out wherever it stands, also within a word")
    func anywhere() {
        #expect(redacted("-ps3cret xs3cretx", "s3cret") == "-p<redacted> x<redacted>x")
        #expect(redacted("rootroot", "root") == "<redacted><redacted>")
    }

    @Test("One of up to three characters leaves the text as it is, but where it stands as a value")
    func short() {
        let text = "error: 1 of 3 jobs failed: target a: cannot read a table at 03:00:12"
        #expect(redacted(text, "a", "1", "to", "err", "12", ":") == text)
        for (said, shown) in [
            ("password=abc", "password=<redacted>"), ("PGPASSWORD=abc psql", "PGPASSWORD=<redacted> psql"),
            ("using password 'abc'", "using password '<redacted>'"), ("a \"abc\" b", "a \"<redacted>\" b"),
            ("mysql://root:abc@db/shop", "mysql://root:<redacted>@db/shop"),
        ] {
            #expect(redacted(said, "abc") == shown)
        }
        for text in ["x=abcd", "'abcd'", "host:abc", "abc", "xabc@", "\"abc'", "=abc\u{e4}"] {
            #expect(redacted(text, "abc") == text)
        }
    }

    @Test("The longest of several wins")
    func longest() {
        #expect(redacted("key=abcdef", "abc", "abcdef") == "key=<redacted>")
    }
}
