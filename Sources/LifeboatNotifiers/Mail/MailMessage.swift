package import Foundation

/// A mail with the same contents as a text and as a page: RFC 5322, RFC 2046 (`multipart/alternative`).
package struct MailMessage: Sendable {
    package var from: Mailbox
    /// At least one.
    package var to: [Mailbox]
    package var subject: String
    package var date: Date
    /// Any text of letters and digits that no other mail has.
    package var identity: String
    package var text: String
    package var html: String

    package init(
        from: Mailbox, to: [Mailbox], subject: String, date: Date, identity: String, text: String, html: String
    ) {
        self.from = from
        self.to = to
        self.subject = subject
        self.date = date
        self.identity = identity
        self.text = text
        self.html = html
    }

    /// With line feeds alone, as programs that send mails want it. Whatever the texts hold, it is ASCII, no line is
    /// longer than 998 characters, and no header ends before its time.
    package var bytes: [UInt8] {
        // Quoted-printable never has these two characters side by side.
        let boundary = "=_\(identity)"
        let domain = from.address.split(separator: "@").dropFirst().last.map(String.init) ?? "localhost"
        var lines = Self.folded("From", from.headerText.split(separator: " "))
        lines += Self.folded(
            "To",
            to.enumerated().flatMap { index, mailbox in
                (mailbox.headerText + (index < to.count - 1 ? "," : "")).split(separator: " ")
            })
        lines += Self.folded("Subject", EncodedWord.header(subject).split(separator: " "))
        lines += [
            "Date: \(MailTime.text(date))",
            "Message-ID: <\(identity)@\(domain)>",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"",
            "",
        ]
        for (type, body) in [("text/plain", text), ("text/html", html)] {
            lines += [
                "--\(boundary)",
                "Content-Type: \(type); charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable",
                "",
                QuotedPrintable.encode(body),
            ]
        }
        lines.append("--\(boundary)--")
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// A header in lines of 76 characters, as far as its words allow. One that has more than 900 is cut.
    private static func folded(_ name: String, _ words: [Substring]) -> [String] {
        var lines = ["\(name):"]
        for word in words.map({ $0.prefix(900) }) {
            if lines[lines.count - 1].count + 1 + word.count > 76, lines[lines.count - 1] != "\(name):" {
                lines.append(" \(word)")
            } else {
                lines[lines.count - 1] += " \(word)"
            }
        }
        return lines
    }
}
