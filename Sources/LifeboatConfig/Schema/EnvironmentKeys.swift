/// Keys of `main` that the environment may give when the file does not.
struct EnvironmentKeys {
    private let section: Section
    private let variables: TemplateVariables

    init(_ section: Section, _ variables: TemplateVariables) {
        self.section = section
        self.variables = variables
    }

    func text(_ key: String, variable: String, isSecret: Bool = false) -> String? {
        value(key, variable: variable, .text, isSecret: isSecret)
    }

    func port(_ key: String, variable: String) -> Int? {
        value(key, variable: variable, .integer(in: 1...65_535), isSecret: false)
    }

    /// A variable that is no key of its own.
    func boolean(_ variable: String) -> Bool? {
        lookup(variable, "").flatMap { parse($0, variable, "", .boolean) }
    }

    /// How a key that follows from a variable is shown.
    func understood(_ value: Bool, by variable: String, _ set: Bool?) -> UnderstoodValue {
        UnderstoodValue(.boolean(value), set == nil ? .byDefault : .environment(variable))
    }

    private func value<Value>(_ key: String, variable: String, _ kind: Section.Kind<Value>, isSecret: Bool) -> Value? {
        if let value = section.value(key, kind, default: nil, isSecret: isSecret) { return value }
        guard !section.has(key), let text = lookup(variable, key), let value = parse(text, variable, key, kind) else {
            return nil
        }
        section.record(key, UnderstoodValue(kind.show(value), .environment(variable), isSecret: isSecret))
        return value
    }

    private func parse<Value>(_ text: String, _ variable: String, _ key: String, _ kind: Section.Kind<Value>) -> Value?
    {
        if let value = kind.parse(text) { return value }
        report(key, "the environment's \(variable) is not \(kind.name)", hint: nil)
        return nil
    }

    private func lookup(_ variable: String, _ key: String) -> String? {
        switch variables.lookup(variable) {
        case .value(let text): return text.isEmpty ? nil : text
        case .undefined: return nil
        case .failed(let error):
            report(key, error.what, hint: error.hint)
            return nil
        }
    }

    private func report(_ key: String, _ what: String, hint: String?) {
        section.report.problem(section.place, key.isEmpty ? section.path : section.path(of: key), what, hint: hint)
    }
}
