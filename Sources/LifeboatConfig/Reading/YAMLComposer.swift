import Yams

/// Parses one file's YAML into nodes. With ``YAMLText`` the one place that knows the YAML library.
///
/// Aliases are followed, `<<` merges, duplicate keys are reported, and values of a template are put in after parsing,
/// so that no value can change what the YAML says.
struct YAMLComposer {
    /// Nodes of one file after its aliases were followed: a mistake shall not fill the memory.
    static let nodeLimit = 100_000

    let file: String
    /// Where the text comes from, when it is a rendered template.
    let rendered: RenderedYAML?
    let report: ReadingReport
    private var text = YAMLText("")
    private var nodeCount = 0
    private var isTooLarge = false
    /// What each anchor stands for, up to where the file is read, and how many nodes that are.
    private var anchors: [String: (node: ConfigurationNode, count: Int)] = [:]

    init(file: String, rendered: RenderedYAML? = nil, report: ReadingReport) {
        self.file = file
        self.rendered = rendered
        self.report = report
    }

    /// The document; `nil` when it is empty or was reported as broken.
    mutating func compose(_ text: String) -> ConfigurationNode? {
        guard !YAMLText.isReserved(text) else {
            report.problem(Place(file: file), "", "the file contains a private-use character that is reserved")
            return nil
        }
        self.text = YAMLText(text)
        do {
            guard let document = try self.text.parse() else { return nil }
            // The library's nodes hold their anchors weakly.
            return withExtendedLifetime(document.parser) { node(document.root) }
        } catch {
            for error in error.errors { reportSyntax(error) }
            return nil
        }
    }

    private func reportSyntax(_ error: any Error) {
        let description = YAMLErrorText.describe(error)
        let place = place(line: description.line, column: description.column)
        report.problem(place, "", YAMLText.shown(description.what), hint: description.hint)
    }

    // MARK: Places

    private func place(line: Int, column: Int) -> Place {
        let column = text.column(line: line, column: column)
        guard let rendered else { return Place(file: file, line: line, column: column) }
        let position = rendered.templatePosition(line: line, column: column)
        return Place(file: file, line: position.line, column: position.column)
    }

    private func place(_ mark: Mark?) -> Place {
        place(line: mark?.line ?? 1, column: mark?.column ?? 1)
    }

    // MARK: Nodes

    private mutating func node(_ node: Node) -> ConfigurationNode {
        let place = place(node.mark)
        guard count(1, place) else { return ConfigurationNode(content: .broken, place: place) }
        let before = nodeCount
        var result = ConfigurationNode(content: .broken, place: place)
        var anchor: Anchor?
        switch node {
        case .scalar(let scalar):
            anchor = scalar.anchor
            result = self.scalar(scalar, place)
        case .sequence(let sequence):
            anchor = sequence.anchor
            result = self.sequence(sequence, place)
        case .mapping(let mapping):
            anchor = mapping.anchor
            if isKnown(mapping.tag, place, standard: ["map"]) { result = self.mapping(mapping, place) }
        case .alias: break
        }
        if rendered?.isPartial == true { result.isPartial = true }
        if let anchor { anchors[anchor.rawValue] = (result, nodeCount - before + 1) }
        return result
    }

    /// Whether so many more are not too many.
    private mutating func count(_ more: Int, _ place: Place) -> Bool {
        nodeCount += more
        guard nodeCount > Self.nodeLimit else { return true }
        if !isTooLarge {
            report.problem(
                place, "", "the file has more than \(Self.nodeLimit) values", hint: "its aliases multiply")
        }
        isTooLarge = true
        return false
    }

    private mutating func scalar(_ scalar: Node.Scalar, _ place: Place) -> ConfigurationNode {
        let isInclude = scalar.tag.rawValue == "!include"
        if !isInclude, scalar.style == .plain, let name = YAMLText.aliasName(scalar.string) {
            return target(ofAlias: name, place)
        }
        guard let value = self.value(scalar) else { return ConfigurationNode(content: .broken, place: place) }
        if isInclude {
            let path = ConfigurationNode(content: .scalar(value), place: place)
            return ConfigurationNode(content: .include([path], isList: false), place: place)
        }
        guard isKnown(scalar.tag, place, standard: ["str", "int", "float", "bool", "null"]) else {
            return ConfigurationNode(content: .broken, place: place)
        }
        return ConfigurationNode(content: .scalar(value), place: place)
    }

    private mutating func sequence(_ sequence: Node.Sequence, _ place: Place) -> ConfigurationNode {
        let isInclude = sequence.tag.rawValue == "!include"
        guard isInclude || isKnown(sequence.tag, place, standard: ["seq"]) else {
            return ConfigurationNode(content: .broken, place: place)
        }
        var items: [ConfigurationNode] = []
        for item in sequence {
            items.append(node(item))
            if isTooLarge { break }
        }
        return ConfigurationNode(content: isInclude ? .include(items, isList: true) : .sequence(items), place: place)
    }

    /// `nil` when nothing is known about it, not even that it is a single value.
    private func value(_ scalar: Node.Scalar) -> ConfigurationNode.Scalar? {
        let isImplicit = scalar.style == .plain && scalar.tag.rawValue != "!" && !scalar.tag.rawValue.hasSuffix(":str")
        let plain = YAMLText.shown(scalar.string)
        guard let rendered else { return ConfigurationNode.Scalar(text: plain, isPlain: isImplicit) }
        let (text, holes) = rendered.substitute(in: plain)
        if holes.contains(where: \.isYAML) { return nil }
        for hole in holes
        where hole.variables.map(TemplateVariables.environmentName).contains(where: SecretName.matches) {
            if let value = hole.value { report.secret(value) }
        }
        var variables: [String] = []
        for name in holes.flatMap(\.variables).map(TemplateVariables.environmentName) where !variables.contains(name) {
            variables.append(name)
        }
        return ConfigurationNode.Scalar(
            text: text, isPlain: isImplicit && holes.isEmpty, variables: variables,
            isOneValue: holes.count == 1 && holes[0].value == text, isOpen: holes.contains { $0.value == nil })
    }

    private func isKnown(_ tag: Tag, _ place: Place, standard: [String]) -> Bool {
        let name = tag.rawValue
        let prefix = "tag:yaml.org,2002:"
        if name.isEmpty || name == "!" { return true }
        if name.hasPrefix(prefix), standard.contains(String(name.dropFirst(prefix.count))) { return true }
        let shown = name.hasPrefix(prefix) ? "!!\(name.dropFirst(prefix.count))" : name
        report.problem(place, "", "the tag \(Quoting.quoted(shown)) is not supported here", hint: "only !include is")
        return false
    }

    // MARK: Aliases

    /// What an anchor stands for; a copy that shares its memory, but counts as if it did not.
    private mutating func target(ofAlias name: String, _ place: Place) -> ConfigurationNode {
        guard let target = anchors[name] else {
            let what =
                YAMLText.isAliasName(name) ? "found undefined alias" : "\(Quoting.quoted("*" + name)) is no alias"
            report.problem(
                place, "", "this is not YAML: \(what)",
                hint: "an alias *name needs an anchor &name before it; quote a text that begins with *")
            return ConfigurationNode(content: .broken, place: place)
        }
        guard count(target.count, place) else { return ConfigurationNode(content: .broken, place: place) }
        return target.node
    }

    // MARK: Mappings

    /// Broken when a key is no key: what follows from that is not worth reporting.
    private mutating func mapping(_ mapping: Node.Mapping, _ place: Place) -> ConfigurationNode {
        var result = ConfigurationNode(content: .broken, place: place)
        var entries: [ConfigurationNode.Entry] = []
        var merged: [ConfigurationNode.Entry] = []
        var seen: [String: Place] = [:]
        for (keyNode, value) in mapping {
            if isTooLarge { break }
            guard let key = key(keyNode) else { return result }
            let node = self.node(value)
            if key.isMerge {
                merged += mergedEntries(node)
                // Nobody knows what else it would have brought.
                if node.isBroken || node.isPartial { result.isPartial = true }
            }
            if key.isOpen {
                result.isPartial = true
            } else if let first = seen[key.name] {
                report.problem(
                    max(first, key.place), "", "the key \(Quoting.quoted(key.shown)) stands twice in the same mapping",
                    hint: "it is also on line \(min(first, key.place).line)")
            } else {
                seen[key.name] = key.place
                guard !key.isMerge else { continue }
                entries.append(
                    ConfigurationNode.Entry(key: key.name, shownKey: key.shown, place: key.place, value: node))
            }
        }
        for entry in merged where seen[entry.key] == nil {
            seen[entry.key] = entry.place
            entries.append(entry)
        }
        result.content = .mapping(entries)
        return result
    }

    private struct Key {
        var name: String
        /// For messages: a variable's value in it is not shown.
        var shown: String
        var place: Place
        var isMerge = false
        /// A value in it is not known, so that it may be any key.
        var isOpen = false
    }

    /// `nil` when it was reported.
    private mutating func key(_ node: Node) -> Key? {
        let place = place(node.mark)
        guard case .scalar(let scalar) = node else {
            let isBraces = rendered == nil && node.mapping != nil
            report.problem(
                place, "", isBraces ? "`{{ … }}` in a file that is no template" : "a key has to be a single value",
                hint: isBraces ? "a template's name ends in .j2; quote the text if it is meant as it stands" : nil)
            return nil
        }
        let plain = YAMLText.withoutDuplicateMark(scalar.string)
        if scalar.style == .plain, let name = YAMLText.aliasName(plain) {
            let target = target(ofAlias: name, place)
            guard case .scalar(let value) = target.content else {
                if !target.isBroken { report.problem(place, "", "a key has to be a single value") }
                return nil
            }
            return Key(name: value.text, shown: "*" + name, place: place, isOpen: value.isOpen)
        }
        let text = YAMLText.shown(plain)
        var key = Key(name: text, shown: text, place: place, isMerge: text == "<<" && scalar.style == .plain)
        if let (name, holes) = rendered?.substitute(in: text), !holes.isEmpty {
            key.name = name
            key.shown = holes.map(\.description).joined(separator: " ")
            key.isOpen = holes.contains { $0.value == nil }
        }
        if let anchor = scalar.anchor {
            let value = ConfigurationNode.Scalar(text: key.name, isPlain: false, isOpen: key.isOpen)
            anchors[anchor.rawValue] = (ConfigurationNode(content: .scalar(value), place: place), 1)
        }
        return key
    }

    /// What `<<: *anchor` or `<<: [*one, *two]` brings; earlier ones win.
    private func mergedEntries(_ node: ConfigurationNode) -> [ConfigurationNode.Entry] {
        switch node.content {
        case .mapping(let entries): return entries
        case .sequence(let items): return items.flatMap(mergedEntries)
        case .broken: return []
        case .scalar, .include:
            report.problem(node.place, "", "`<<` merges mappings, this is \(node.kindName)")
            return []
        }
    }
}
