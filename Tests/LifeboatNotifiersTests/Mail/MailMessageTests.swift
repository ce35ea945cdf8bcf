import Foundation
import LifeboatTesting
import Testing

@testable import LifeboatNotifiers

@Suite("Mails, as Python's email package reads them")
struct MailMessageTests {
    private func message(subject: String = "x", text: String = "t\n", html: String = "<p>h</p>\n") throws -> MailMessage
    {
        MailMessage(
            from: try #require(Mailbox("Bäckup, the <backup@example.org>")),
            to: [try #require(Mailbox("a@example.org")), try #require(Mailbox("Zoë <z@example.org>"))],
            subject: subject,
            date: SampleStatus.now, identity: "lifeboat.1.abc", text: text, html: html)
    }

    @Test("It has its headers, and the same contents as text and as page")
    func whole() throws {
        let mail = try ParsedMail.parse(try message(subject: "[failed] Nixys k8s cluster: 1 of 3 jobs failed").bytes)
        #expect(mail.defects.isEmpty, "\(mail.defects)")
        #expect(mail.type == "multipart/alternative")
        #expect(mail.headers["Subject"] == ["[failed] Nixys k8s cluster: 1 of 3 jobs failed"])
        #expect(mail.headers["From"] == ["\"Bäckup, the\" <backup@example.org>"])
        #expect(mail.headers["To"] == ["a@example.org, Zoë <z@example.org>"])
        #expect(mail.headers["Date"] == ["Mon, 23 Nov 2026 03:00:00 +0000"])
        #expect(mail.headers["Message-ID"] == ["<lifeboat.1.abc@example.org>"])
        #expect(mail.headers["MIME-Version"] == ["1.0"] && mail.headers["Auto-Submitted"] == ["auto-generated"])
        #expect(mail.headers.count == 8 && mail.headers.values.allSatisfy { $0.count == 1 })
        #expect(mail.parts.map(\.type) == ["text/plain", "text/html"])
        #expect(mail.parts.map(\.text) == ["t\n", "<p>h</p>\n"])
    }

    @Test(
        "Whatever a subject holds, it is the subject and nothing else",
        arguments: [
            "ünïcödé ☃ 🚣", "a\r\nBcc: evil@example.org\r\n\r\nbody", "a\nX: y", "=?UTF-8?B?aGFsbG8=?=",
            "tab\tand\u{0}nul",
            String(repeating: "wort ", count: 60) + "end", String(repeating: "☃", count: 300),
            String(repeating: "🚣‍♀️", count: 50), "", "a  b",
        ])
    func subjects(_ subject: String) throws {
        let bytes = try message(subject: subject).bytes
        let mail = try ParsedMail.parse(bytes)
        #expect(mail.defects.isEmpty, "\(mail.defects)")
        #expect(mail.headers.count == 8 && mail.parts.count == 2)
        let blank = String(
            String.UnicodeScalarView(subject.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
        // Folding may make one blank of several.
        func words(_ text: String) -> [Substring] { text.split(separator: " ") }
        #expect(words(mail.headers["Subject"]?.first ?? "none") == words(blank))
        let head = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\n\n")[0]
        #expect(head.split(separator: "\n").allSatisfy { $0.utf8.count <= 78 })
        #expect(bytes.allSatisfy { $0 < 128 && $0 != 13 })
    }

    @Test("Whatever a text holds, it arrives, in short lines of ASCII")
    func texts() throws {
        var generator = SeededGenerator(seed: 6)
        let pieces = [
            "From here\n", ".\n", ".dot\n", "trailing  \n", "tab\t\n", "=3D\n", "--=_lifeboat.1.abc--\n", "ü", "☃", "🚣",
            "\n",
            "\u{7f}", "<b>&amp;</b>", String(repeating: "x", count: 200), "F", " ",
        ]
        for _ in 0..<30 {
            let text = (0..<40).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined() + "\n"
            let bytes = try message(text: text, html: text).bytes
            #expect(bytes.split(separator: 10).allSatisfy { $0.count <= 76 && !$0.starts(with: Array("From ".utf8)) })
            let mail = try ParsedMail.parse(bytes)
            #expect(mail.defects.isEmpty && mail.parts.map(\.text) == [text, text])
        }
    }

    @Test("Each day of a week and each month have their names")
    func times() throws {
        for day in 0..<400 {
            let date = SampleStatus.now.addingTimeInterval(Double(day) * 86_400 + 3_661)
            let script = "import email.utils, sys; print(email.utils.formatdate(float(sys.argv[1])))"
            guard day % 31 == 0 || day < 7 else { continue }
            let told = try OracleTool("python3").run(["-c", script, "\(date.timeIntervalSince1970)"]).checked().text
            #expect(MailTime.text(date) == told.replacing("-0000\n", with: "+0000"))
        }
    }
}
