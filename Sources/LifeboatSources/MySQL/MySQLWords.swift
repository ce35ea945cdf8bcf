/// The words of one SQL statement as the server writes it: names and texts with their quotes, what stands in
/// parentheses as one word, and the signs in between.
struct MySQLWords {
    private var rest: Substring

    init(_ statement: String) {
        rest = statement[...]
    }

    /// What has not been read yet.
    var remainder: Substring { rest }

    mutating func next() -> String? {
        rest = rest.drop(while: \.isWhitespace)
        guard let first = rest.first else { return nil }
        switch first {
        case "`", "'", "\"": return quoted(first)
        case "(": return parenthesised()
        default:
            let signs: Set<Character> = [",", ".", "@", "*", ";", "="]
            if signs.contains(first) {
                rest.removeFirst()
                return String(first)
            }
            let word = rest.prefix {
                !$0.isWhitespace && !signs.contains($0) && !["`", "'", "\"", "("].contains($0)
            }
            rest.removeFirst(word.count)
            return String(word)
        }
    }

    /// A name without its quotes.
    static func unquote(_ word: String) -> String {
        guard let quote = word.first, ["`", "'", "\""].contains(quote), word.count >= 2 else { return word }
        return String(word.dropFirst().dropLast()).replacing("\(quote)\(quote)", with: "\(quote)")
    }

    private mutating func quoted(_ quote: Character) -> String {
        var word = String(rest.removeFirst())
        while let character = rest.popFirst() {
            word.append(character)
            if character == "\\", quote != "`", let escaped = rest.popFirst() {
                word.append(escaped)
            } else if character == quote {
                guard rest.first == quote else { break }
                word.append(rest.removeFirst())
            }
        }
        return word
    }

    private mutating func parenthesised() -> String {
        var word = String(rest.removeFirst())
        while let next = rest.first {
            if next == ")" {
                word.append(rest.removeFirst())
                break
            }
            word += ["`", "'", "\""].contains(next) ? quoted(next) : String(rest.removeFirst())
        }
        return word
    }
}
