/// What an expression evaluates to, with the types that Python would give it.
enum TemplateValue: Sendable {
    case text(String)
    case integer(Int)
    case float(Double)
    case boolean(Bool)
    case none
    case list([TemplateValue])
    /// Allowed only where a template asks whether it is there; any other use is an error.
    case undefined(UndefinedName)
    /// Depends on a variable whose value is left open, see ``Template/survey(known:)``.
    case unknown
}

extension TemplateValue {
    /// How an error names the type.
    var typeName: String {
        switch self {
        case .text: "a string"
        case .integer: "an integer"
        case .float: "a float"
        case .boolean: "a boolean"
        case .none: "none"
        case .list: "a list"
        case .undefined: "an undefined variable"
        case .unknown: "a value that is not known yet"
        }
    }

    /// Whether it depends on a value that is left open, be it in an element.
    var isUnknown: Bool {
        switch self {
        case .unknown: true
        case .list(let elements): elements.contains(where: \.isUnknown)
        default: false
        }
    }

    /// Whether `if` takes it for true.
    var isTrue: Bool {
        switch self {
        case .text(let text): !text.isEmpty
        case .integer(let value): value != 0
        case .float(let value): value != 0
        case .boolean(let value): value
        case .none, .undefined, .unknown: false
        case .list(let elements): !elements.isEmpty
        }
    }

    /// What a loop goes through: a list's elements or a string's characters, which for Python are code points.
    func elements() throws(TemplateOperationError) -> [TemplateValue] {
        switch self {
        case .list(let elements): return elements
        case .text(let text):
            guard text.unicodeScalars.count <= TemplateLimits.loopRounds else { throw TemplateOperationError.tooLarge }
            return text.unicodeScalars.map { .text(String($0)) }
        default: throw TemplateOperationError(what: "\(typeName) is no list: it has no elements")
        }
    }

    /// The value as text, what `{{ }}` prints. A list prints as in Python, without a mark on elements that are `safe`.
    func printed() throws(TemplateOperationError) -> String {
        if case .text(let text) = self { return text }
        var output = BoundedText()
        try appendRepresentation(to: &output)
        return output.text
    }

    private func appendRepresentation(to output: inout BoundedText) throws(TemplateOperationError) {
        switch self {
        case .text(let text): try PythonRepresentation.append(text, to: &output)
        case .integer(let value): try output.append(String(value))
        case .float(let value): try output.append(PythonRepresentation.float(value))
        case .boolean(let value): try output.append(value ? "True" : "False")
        case .none: try output.append("None")
        case .list(let elements):
            try output.append("[")
            for (index, element) in elements.enumerated() {
                if index > 0 { try output.append(", ") }
                try element.appendRepresentation(to: &output)
            }
            try output.append("]")
        case .undefined, .unknown: throw TemplateOperationError(what: "\(typeName) cannot be printed")
        }
    }
}
