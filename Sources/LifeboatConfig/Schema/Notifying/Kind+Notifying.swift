import LifeboatNotifiers

extension Section.Kind where Value == String {
    /// One that every mail program takes for what it is.
    static var mailAddress: Self {
        Self(
            name: "a mail address as admin@example.org or The Admins <admin@example.org>",
            parse: { Mailbox($0) == nil ? nil : $0 }, show: { .text($0) })
    }

    /// What can stand in a header of HTTP.
    static var headerValue: Self {
        Self(
            name: "a text of one line",
            parse: { text in
                text.unicodeScalars.allSatisfy { $0.isASCII && ($0.value >= 32 || $0 == "\t") && $0.value != 127 }
                    ? text : nil
            }, show: { .text($0) })
    }

    static var verdict: Self {
        Self(
            name: "one of \(RunVerdict.allCases.map(\.rawValue).joined(separator: ", "))",
            parse: { RunVerdict(rawValue: $0) == nil ? nil : $0 }, show: { .text($0) })
    }
}

extension Section.Kind where Value == WebAddress {
    static var webAddress: Self {
        Self(
            name: "an address as https://example.org/path", parse: { WebAddress($0) }, show: { .text($0.text) })
    }
}
