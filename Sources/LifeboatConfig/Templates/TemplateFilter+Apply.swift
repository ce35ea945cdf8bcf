/// What each filter does to a value. `default` is not among them, since it alone accepts an undefined one.
extension TemplateFilter {
    /// - Parameter arguments: one for each of ``parameters``, nil where it was left out; only that of `int` may be undefined.
    /// - Throws: when Python's filter would, or the result is too large. The error does not contain the value.
    func apply(
        to value: TemplateValue, _ arguments: [TemplateValue?], json: TemplateJSON.Characters
    ) throws(TemplateOperationError) -> TemplateValue {
        switch self {
        case .default: value
        case .b64decode: .text(try PythonBase64.decode(try value.printed()))
        case .b64encode: try bounded(PythonBase64.encode(try value.printed()))
        case .int: try integer(value, default: arguments[0] ?? .integer(0))
        case .join: .text(try join(value, separator: arguments[0]?.printed() ?? ""))
        case .lower: try bounded(PythonText.lowercased(try value.printed()))
        case .replace: .text(try replace(value, arguments))
        case .safe: .text(try value.printed())
        case .tojson: .text(try TemplateJSON.encode(value, json))
        case .trim: .text(PythonText.strip(try value.printed(), of: try characters(arguments[0])))
        case .upper: try bounded(try value.printed().uppercased())
        }
    }

    private func bounded(_ text: String) throws(TemplateOperationError) -> TemplateValue {
        guard text.utf8.count <= TemplateLimits.outputSize else { throw TemplateOperationError.tooLarge }
        return .text(text)
    }

    private func integer(
        _ value: TemplateValue, default fallback: TemplateValue
    ) throws(TemplateOperationError) -> TemplateValue {
        let parsed: PythonNumber.Parsed
        switch value {
        case .text(let text):
            switch PythonNumber.integer(text) {
            case .notANumber: parsed = PythonNumber.integerOfFloat(text)
            case let integer: parsed = integer
            }
        case .integer(let value): parsed = .value(value)
        case .float(let value):
            guard !value.isInfinite else { throw TemplateOperationError(what: "infinity is no integer") }
            parsed = PythonNumber.integer(of: value)
        case .boolean(let value): parsed = .value(value ? 1 : 0)
        case .none, .list, .undefined, .unknown: parsed = .notANumber
        }
        switch parsed {
        case .value(let value): return .integer(value)
        case .notANumber: return fallback
        case .tooLarge: throw TemplateOperationError(what: "the number is too large for 'int'")
        }
    }

    private func join(_ value: TemplateValue, separator: String) throws(TemplateOperationError) -> String {
        var output = BoundedText()
        for (index, element) in try value.elements().enumerated() {
            if index > 0 { try output.append(separator) }
            try output.append(try element.printed())
        }
        return output.text
    }

    private func characters(_ argument: TemplateValue?) throws(TemplateOperationError) -> String? {
        switch argument {
        case nil, .some(.none): return nil
        case .text(let characters): return characters
        case .some(let other):
            throw TemplateOperationError(what: "the argument 'chars' of 'trim' is a string, not \(other.typeName)")
        }
    }

    private func replace(
        _ value: TemplateValue, _ arguments: [TemplateValue?]
    ) throws(TemplateOperationError) -> String {
        let count: Int
        switch arguments[2] {
        case nil, .some(.none): count = -1
        case .integer(let value): count = value
        case .boolean(let value): count = value ? 1 : 0
        case .some(let other):
            throw TemplateOperationError(what: "the argument 'count' of 'replace' is an integer, not \(other.typeName)")
        }
        return try replace(
            in: try value.printed(), try arguments[0]?.printed() ?? "", with: try arguments[1]?.printed() ?? "",
            count: count)
    }

    /// Replaces from left to right, a negative `count` everything; an empty `old` stands between all code points.
    private func replace(
        in text: String, _ old: String, with new: String, count: Int
    ) throws(TemplateOperationError) -> String {
        let old = Array(old.unicodeScalars)
        let scalars = Array(text.unicodeScalars)
        var output = BoundedText()
        var remaining = count
        var index = 0
        while index < scalars.count {
            let matches = remaining != 0 && scalars[index...].starts(with: old)
            if matches {
                try output.append(new)
                remaining -= 1
            }
            if matches, !old.isEmpty {
                index += old.count
            } else {
                try output.append(scalars[index])
                index += 1
            }
        }
        if old.isEmpty, remaining != 0 { try output.append(new) }
        return output.text
    }
}
