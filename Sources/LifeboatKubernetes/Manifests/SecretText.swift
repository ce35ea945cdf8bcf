import LifeboatConfig

/// Secrets that stand in the text of a configuration, where the values that it was understood to have do not show them.
enum SecretText {
    /// The keys named as secrets are, whose value is neither plain text on one line nor exactly one variable.
    static func keys(in text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !isComment($0) }
        return lines.enumerated().flatMap { index, line in
            line.matches(of: /([A-Za-z_][A-Za-z0-9_-]*)["']?:(?:\s+|$)/).compactMap { match -> String? in
                let key = String(match.1)
                guard isSecret(key) else { return nil }
                var value = line[match.range.upperBound...]
                if value.hasPrefix("|") || value.hasPrefix(">") { return key }
                // A value may begin on the line after its key.
                if value.isEmpty {
                    let next = lines.dropFirst(index + 1).first ?? ""
                    guard next.firstMatch(of: /^\s*(- )?["']?[A-Za-z0-9_-]+["']?:(\s|$)/) == nil else { return nil }
                    value = next.drop { $0 == " " }
                }
                let scalar = scalar(at: value)
                guard scalar.contains("{{"), scalar.wholeMatch(of: variable) == nil else { return nil }
                return key
            }
        }
    }

    /// The variables named as secrets are, that a command line gives a text of its own: `PGPASSWORD=…`, `--password=…`.
    static func assignments(in text: String) -> [String] {
        text.split(separator: "\n").filter { !isComment($0) }.flatMap { line in
            line.matches(of: /([A-Za-z_][A-Za-z0-9_-]*)=["']?([^\s"']+)/).compactMap { match -> String? in
                let (name, value) = (String(match.1), match.2)
                guard isSecret(name), !name.lowercased().hasSuffix("auth"), !value.hasPrefix("$"),
                    !value.hasPrefix("{{"), !value.hasPrefix("=")
                else { return nil }
                return name
            }
        }
    }

    /// One variable, with an empty default at most, in quotes or not.
    private static var variable: Regex<Substring> {
        /["']?\{\{-?\s*[A-Za-z_][A-Za-z0-9_]*\s*(?:\|\s*(?:default|d)\(\s*(?:''|"")?\s*\)\s*)?-?\}\}["']?\s*/
    }

    private static func isSecret(_ name: String) -> Bool {
        SecretName.matches(name.replacing("-", with: "_")) && !name.lowercased().hasSuffix("file")
    }

    private static func isComment(_ line: Substring) -> Bool { line.drop { $0 == " " || $0 == "\t" }.hasPrefix("#") }

    /// From its beginning to where YAML would end it. What is between `{{` and `}}` is the template's.
    private static func scalar(at text: Substring) -> Substring {
        let quote = text.first.flatMap { ["\"", "'"].contains($0) ? $0 : nil }
        var index = text.startIndex
        var isInside = false
        while index < text.endIndex {
            let rest = text[index...]
            if isInside {
                isInside = !rest.hasPrefix("}}")
                if !isInside { index = text.index(after: index) }
            } else if rest.hasPrefix("{{") {
                isInside = true
            } else if let quote {
                if index > text.startIndex, text[index] == quote { return text[...index] }
            } else if rest.hasPrefix(" #") || rest.hasPrefix(", ") || rest.hasPrefix("}") || rest.hasPrefix("]") {
                return text[..<index]
            }
            index = text.index(after: index)
        }
        return text
    }
}
