/// The filters of the language, those of Jinja and, for base64, of Ansible.
enum TemplateFilter: String, Sendable, CaseIterable {
    case b64decode, b64encode, `default`, int, join, lower, replace, safe, tojson, trim, upper

    /// Looks a filter up by its name in a template, `d` being another name for `default`.
    init?(name: String) {
        self.init(rawValue: name == "d" ? "default" : name)
    }

    /// The arguments in their order, by the names that Jinja gives them.
    var parameters: [String] {
        switch self {
        case .default: ["default_value", "boolean"]
        case .int: ["default"]
        case .join: ["d"]
        case .replace: ["old", "new", "count"]
        case .trim: ["chars"]
        case .b64decode, .b64encode, .lower, .safe, .tojson, .upper: []
        }
    }

    var requiredParameters: Int {
        self == .replace ? 2 : 0
    }

    /// Whether its result is YAML already when it comes last.
    var givesYAML: Bool {
        self == .safe || self == .tojson
    }
}
