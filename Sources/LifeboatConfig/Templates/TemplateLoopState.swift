/// A loop that is being gone through.
struct TemplateLoopState {
    let variable: String
    /// The variables that the sequence was made of.
    let origins: [String]
    let count: Int
    var index = 0
    var value: TemplateValue = .none

    func property(_ property: TemplateLoopProperty) -> TemplateValue {
        switch property {
        case .first: .boolean(index == 0)
        case .index: .integer(index + 1)
        case .index0: .integer(index)
        case .last: .boolean(index == count - 1)
        case .length: .integer(count)
        }
    }
}
