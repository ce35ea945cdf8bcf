/// An address to write to, with a name or without: `admin@example.org`, `The Admins <admin@example.org>`, `root`.
package struct Mailbox: Sendable, Hashable {
    /// ASCII, without blanks and without anything that means something in a header or to a mail program.
    package let address: String
    package let name: String?

    /// `nil` when the text is no single address that every mail program takes for what it is.
    package init?(_ text: String) {
        let text = text.trimmingWhitespace
        guard text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 }) else { return nil }
        if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
            var name = String(text[..<open]).trimmingWhitespace
            if name.count >= 2, name.hasPrefix("\""), name.hasSuffix("\"") {
                name = String(name.dropFirst().dropLast())
            }
            self.init(name: name.isEmpty ? nil : name, address: String(text[text.index(after: open)...].dropLast()))
        } else {
            self.init(name: nil, address: text)
        }
    }

    private init?(name: String?, address: String) {
        let forbidden = "<>()[],;:\\\"%! |"
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard !address.isEmpty, address.utf8.count <= 254, !address.hasPrefix("-"), address.allSatisfy(\.isASCII),
            !address.contains(where: forbidden.contains), parts.count <= 2, parts.allSatisfy({ !$0.isEmpty })
        else { return nil }
        self.address = address
        self.name = name
    }

    private init(known address: String, name: String) {
        self.address = address
        self.name = name
    }

    /// The sender where none is configured.
    static func lifeboat(at host: String) -> Mailbox {
        Mailbox(name: "Lifeboat", address: "lifeboat@\(host)") ?? Mailbox(known: "lifeboat", name: "Lifeboat")
    }

    /// As it stands in a header.
    var headerText: String {
        guard let name else { return address }
        let isPlain = name.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || " -_'".unicodeScalars.contains(scalar))
        }
        return "\(isPlain ? name : EncodedWord.encode(name)) <\(address)>"
    }
}

extension String {
    fileprivate var trimmingWhitespace: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
