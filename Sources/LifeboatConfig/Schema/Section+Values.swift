import LifeboatCore

extension Section {
    /// How a text is read as a value of some kind.
    struct Kind<Value> {
        /// For `expected …`.
        let name: String
        let parse: (String) -> Value?
        let show: (Value) -> UnderstoodValue.Content
    }

    /// A single value, or the default. A text that a template's variables brought is read like any other.
    func value<Value>(
        _ key: String, aliases: [String] = [], _ kind: Kind<Value>, default standard: Value?, isSecret: Bool = false
    ) -> Value? {
        guard let node = node(key, aliases: aliases) else {
            record(
                key,
                UnderstoodValue(standard.map(kind.show) ?? .unset, .byDefault, isSecret: isSecret && standard != nil))
            return standard
        }
        guard let value = read(node, path(of: key), kind, isSecret: isSecret) else { return standard }
        if isSecret, case .scalar(let scalar) = node.content {
            report.secret(scalar.text)
            if 1..<Secret.shortestHidden ~= scalar.text.utf8.count {
                warning(
                    key, "a secret of less than \(Secret.shortestHidden) characters may be seen in what programs say",
                    hint: "it is cut out only where it stands as a value, as in key=value; use a longer one",
                    isAboutRuns: true)
            }
        }
        record(key, UnderstoodValue(kind.show(value), node.origin, isSecret: isSecret || node.isSecret))
        return value
    }

    /// A single value that has to be there; `nil` when it was reported.
    func required<Value>(_ key: String, _ kind: Kind<Value>, hint: String?, isSecret: Bool = false) -> Value? {
        if node(key) == nil { reportMissing(key, hint: hint) }
        return value(key, kind, default: nil, isSecret: isSecret)
    }

    /// One node as a single value; `nil` when it was reported.
    func read<Value>(_ node: ConfigurationNode, _ path: String, _ kind: Kind<Value>, isSecret: Bool = false) -> Value? {
        switch node.content {
        case .broken: return nil
        case .scalar(let scalar) where scalar.isOpen: report.open(node.place, path, scalar.variables)
        case .scalar(let scalar):
            if let value = kind.parse(scalar.text) { return value }
            // What a variable brought may be a secret that went astray.
            let found = isSecret || !scalar.variables.isEmpty ? "" : ", this is \(Quoting.quoted(scalar.text))"
            let hint =
                scalar.variables.isEmpty
                ? nil : "it comes from the environment: \(scalar.variables.joined(separator: ", "))"
            report.problem(node.place, path, "expected \(kind.name)\(found)", hint: hint)
        case .mapping, .sequence, .include:
            report.problem(node.place, path, "expected \(kind.name), this is \(node.kindName)")
        }
        return nil
    }

    // MARK: Kinds

    func text(
        _ key: String, aliases: [String] = [], default standard: String? = nil, isSecret: Bool = false
    ) -> String? {
        value(key, aliases: aliases, .text, default: standard, isSecret: isSecret)
    }

    func requiredText(_ key: String, hint: String? = nil, isSecret: Bool = false) -> String {
        required(key, .text, hint: hint, isSecret: isSecret) ?? ""
    }

    func secret(_ key: String, aliases: [String] = []) -> Secret? {
        text(key, aliases: aliases, isSecret: true).map(Secret.init)
    }

    func requiredSecret(_ key: String) -> Secret {
        Secret(requiredText(key, isSecret: true))
    }

    func boolean(_ key: String, default standard: Bool) -> Bool {
        value(key, .boolean, default: standard) ?? standard
    }

    func optionalBoolean(_ key: String) -> Bool? {
        value(key, .boolean, default: nil)
    }

    func integer(_ key: String, aliases: [String] = [], in range: ClosedRange<Int>, default standard: Int?) -> Int? {
        value(key, aliases: aliases, .integer(in: range), default: standard)
    }

    func port(_ key: String, default standard: Int?) -> Int? {
        integer(key, in: 1...65_535, default: standard)
    }

    /// A number of bytes per second; nothing and zero are unlimited.
    ///
    /// - Parameter plainUnit: what a number without a unit counts, in bytes.
    func rate(_ key: String, plainUnit: Int64 = 1, unitName: String = "bytes, per second") -> ByteSize? {
        value(key, .size(plainUnit: plainUnit, unitName: unitName), default: nil).flatMap { $0.bytes > 0 ? $0 : nil }
    }

    func duration(_ key: String, default standard: Duration?) -> Duration? {
        value(key, .duration, default: standard)
    }

    func choice<Value: RawRepresentable & CaseIterable>(_ key: String, default standard: Value?) -> Value?
    where Value.RawValue == String {
        value(key, .choice(), default: standard)
    }

    /// A list of texts, or a single one. Empty items do not count.
    func texts(_ key: String, _ kind: Kind<String> = .text, default standard: [String] = []) -> [String] {
        guard let node = node(key) else {
            let values = standard.map { UnderstoodValue(.text($0), .byDefault) }
            record(key, UnderstoodValue(.list(values), .byDefault))
            return standard
        }
        var texts: [String] = []
        var values: [UnderstoodValue] = []
        for (item, path) in items(of: node, path(of: key)) where !item.isUnset {
            guard let text = read(item, path, kind) else { continue }
            texts.append(text)
            values.append(UnderstoodValue(.text(text), item.origin, isSecret: item.isSecret))
        }
        record(key, UnderstoodValue(.list(values), node.origin))
        return texts
    }

    /// A list with at least one text and no empty one: an empty item would be a target that silently is none.
    func requiredTexts(_ key: String, _ kind: Kind<String> = .text, hint: String? = nil) -> [String] {
        guard let node = node(key) else {
            record(key, UnderstoodValue(.list([]), .byDefault))
            reportMissing(key, hint: hint)
            return []
        }
        let items = items(of: node, path(of: key))
        for (item, path) in items where item.isUnset && reportsMissing {
            report.problem(item.place, path, "a value is required here, this is empty", hint: hint)
        }
        if items.isEmpty, !node.isBroken { reportEmpty(node, key, hint) }
        return texts(key, kind)
    }

    private func reportEmpty(_ node: ConfigurationNode, _ key: String, _ hint: String?) {
        guard reportsMissing, !node.isPartial else { return }
        report.problem(node.place, path(of: key), "the list is empty", hint: hint)
    }

    private func items(of node: ConfigurationNode, _ path: String) -> [(ConfigurationNode, String)] {
        switch node.content {
        case .sequence(let items): items.enumerated().map { ($1, "\(path)[\($0)]") }
        case .broken: []
        default: [(node, path)]
        }
    }

    // MARK: Sections

    /// A mapping within this one; `nil` when it is absent.
    func section(_ key: String) -> Section? {
        guard let node = node(key) else {
            record(key, UnderstoodValue(.unset, .byDefault))
            return nil
        }
        return Section(node, path: path(of: key), report: report, reportsMissing: reportsMissing)
    }

    /// A required list of mappings.
    func sections(_ key: String, hint: String? = nil) -> [Section] {
        guard let node = node(key) else {
            record(key, UnderstoodValue(.list([]), .byDefault))
            reportMissing(key, hint: hint)
            return []
        }
        guard case .sequence(let items) = node.content else {
            if !node.isBroken {
                report.problem(
                    node.place, path(of: key), "expected a list, this is \(node.kindName)",
                    hint: "each entry begins with `- `")
            }
            return []
        }
        if items.isEmpty { reportEmpty(node, key, hint) }
        return items.enumerated().map { index, item in
            Section(item, path: "\(path(of: key))[\(index)]", report: report, reportsMissing: reportsMissing)
        }
    }

    /// A list of mappings that need not be there.
    func optionalSections(_ key: String) -> [Section] {
        guard let node = node(key) else {
            record(key, UnderstoodValue(.list([]), .byDefault))
            return []
        }
        if case .sequence(let items) = node.content, items.isEmpty {
            record(key, UnderstoodValue(.list([]), node.origin))
            return []
        }
        return sections(key)
    }

    /// Takes over what the sections of a list understood.
    func adopt(_ key: String, _ sections: [Section]) {
        let values = sections.map { section in
            section.finish()
            return UnderstoodValue(.mapping(section.understood), .file(section.place))
        }
        record(key, UnderstoodValue(.list(values), .file(place(of: key))))
    }

    /// Takes over what a section within this one understood.
    func adopt(_ key: String, _ section: Section) {
        section.finish()
        record(key, UnderstoodValue(.mapping(section.understood), .file(section.place)))
    }
}

extension ConfigurationNode {
    var origin: UnderstoodValue.Origin {
        guard case .scalar(let scalar) = content, !scalar.variables.isEmpty else { return .file(place) }
        return .template(place, variables: scalar.variables)
    }

    /// Whether a variable that is a secret by its name is in it: a command with a password, say.
    var isSecret: Bool {
        guard case .scalar(let scalar) = content else { return false }
        return scalar.variables.contains(where: SecretName.matches)
    }
}
