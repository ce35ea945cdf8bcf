import Testing

@testable import LifeboatNotifiers

@Suite("Mail addresses")
struct MailboxTests {
    @Test(
        "One address, with a name or without",
        arguments: [
            ("admin@example.org", nil, "admin@example.org"), ("  root ", nil, "root"),
            ("The Admins <admin@example.org>", "The Admins", "admin@example.org"),
            ("\"Admins, the\" <a+b@example.org>", "Admins, the", "a+b@example.org"), ("<a@b>", nil, "a@b"),
        ] as [(String, String?, String)])
    func good(text: String, name: String?, address: String) throws {
        let mailbox = try #require(Mailbox(text))
        #expect(mailbox.address == address && mailbox.name == name)
    }

    @Test(
        "What a mail program or a header would take for something else is refused",
        arguments: [
            "", " ", "a@b, c@d", "a@b;c@d", "-oProxy=x@b", "<-x@b>", "a b@c", "a@b@c", "@b", "a@", "a@b\nBcc: x@y",
            "a\r@b", "Name\n <a@b>", "ä@example.org", "a@exämple.org", "|/bin/sh", "a@b>", "\"a\"@b", "a@[1.2.3.4]",
            "Name <a@b> x", String(repeating: "a", count: 251) + "@b.c",
        ])
    func bad(text: String) {
        #expect(Mailbox(text) == nil)
    }

    @Test("A name that is not plain is encoded in the header; where none is configured the sender is this host's")
    func header() {
        #expect(Mailbox("Ops Team <a@b>")?.headerText == "Ops Team <a@b>")
        #expect(Mailbox("Bäckup <a@b>")?.headerText == "=?UTF-8?B?QsOkY2t1cA==?= <a@b>")
        #expect(Mailbox("a, b <a@b>")?.headerText == "=?UTF-8?B?YSwgYg==?= <a@b>")
        #expect(Mailbox.lifeboat(at: "web-1").headerText == "Lifeboat <lifeboat@web-1>")
        #expect(Mailbox.lifeboat(at: "no host").headerText == "Lifeboat <lifeboat>")
    }
}
