/// The comparisons of the language; several may be chained, as in `1 < x <= 5`.
enum TemplateComparison: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case isIn = "in"
    case isNotIn = "not in"

    /// Compares as Python does: numbers and booleans by value, anything of different types is unequal and has no order.
    ///
    /// - Throws: when the types have no order, or the right side of `in` holds no elements.
    func holds(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateOperationError) -> Bool {
        switch self {
        case .equal: Self.areEqual(left, right)
        case .notEqual: !Self.areEqual(left, right)
        case .less: try order(left, right) { $0 < 0 }
        case .lessOrEqual: try order(left, right) { $0 <= 0 }
        case .greater: try order(left, right) { $0 > 0 }
        case .greaterOrEqual: try order(left, right) { $0 >= 0 }
        case .isIn: try isContained(left, in: right)
        case .isNotIn: try !isContained(left, in: right)
        }
    }

    private static func areEqual(_ left: TemplateValue, _ right: TemplateValue) -> Bool {
        switch (left, right) {
        case (.text(let left), .text(let right)): PythonText.areEqual(left, right)
        case (.none, .none): true
        case (.list(let left), .list(let right)): left.count == right.count && zip(left, right).allSatisfy(areEqual)
        default: numericOrder(left, right) == 0
        }
    }

    /// -1, 0 or 1; nil when one of the two is no number.
    private static func numericOrder(_ left: TemplateValue, _ right: TemplateValue) -> Int? {
        if let left = integer(left), let right = integer(right) {
            return left < right ? -1 : left == right ? 0 : 1
        }
        guard let left = double(left), let right = double(right) else { return nil }
        return left < right ? -1 : left == right ? 0 : 1
    }

    private static func integer(_ value: TemplateValue) -> Int? {
        switch value {
        case .integer(let value): value
        case .boolean(let value): value ? 1 : 0
        default: nil
        }
    }

    private static func double(_ value: TemplateValue) -> Double? {
        if case .float(let value) = value { return value }
        return integer(value).map(Double.init)
    }

    private func order(
        _ left: TemplateValue, _ right: TemplateValue, _ accepts: (Int) -> Bool
    ) throws(TemplateOperationError) -> Bool {
        switch (left, right) {
        case (.text(let left), .text(let right)):
            return accepts(PythonText.isLess(left, right) ? -1 : PythonText.areEqual(left, right) ? 0 : 1)
        case (.list(let left), .list(let right)):
            for (left, right) in zip(left, right) where !Self.areEqual(left, right) {
                return try order(left, right, accepts)
            }
            return accepts((left.count - right.count).signum())
        default:
            guard let order = Self.numericOrder(left, right) else {
                throw TemplateOperationError(
                    what: "'\(rawValue)' cannot compare \(left.typeName) with \(right.typeName)",
                    hint: "variables are strings; 'int' makes a number of one")
            }
            return accepts(order)
        }
    }

    private func isContained(_ part: TemplateValue, in whole: TemplateValue) throws(TemplateOperationError) -> Bool {
        switch (part, whole) {
        case (_, .list(let elements)): return elements.contains { Self.areEqual(part, $0) }
        case (.text(let part), .text(let whole)): return PythonText.contains(whole, part)
        default:
            throw TemplateOperationError(
                what: "'\(rawValue)' cannot look for \(part.typeName) in \(whole.typeName)",
                hint: "the right side is a list, or both sides are strings")
        }
    }
}
