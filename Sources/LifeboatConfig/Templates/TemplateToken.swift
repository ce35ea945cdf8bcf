/// A piece of a template: text between tags, the edge of a tag, or one word of the language inside a tag.
struct TemplateToken: Sendable {
    enum Kind: Sendable, Equatable {
        case text
        case outputBegin
        case outputEnd
        case tagBegin
        case tagEnd
        case name(String)
        case string(String)
        case integer(Int)
        case float(Double)
        case symbol(String)
        case end
    }

    let kind: Kind
    /// Where it stands in ``TemplateSource/scalars``.
    let range: Range<Int>

    /// How an error names what was found.
    var description: String {
        switch kind {
        case .text: "text"
        case .outputBegin: "'{{'"
        case .outputEnd: "'}}'"
        case .tagBegin: "'{%'"
        case .tagEnd: "'%}'"
        case .name(let name): "'\(name)'"
        case .string: "a string"
        case .integer, .float: "a number"
        case .symbol(let symbol): "'\(symbol)'"
        case .end: "the end of the template"
        }
    }
}
