import Yams

/// Parses one file's YAML into nodes. The one place that knows the YAML library.
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
    private var edits: [Edit] = []
    private var nodeCount = 0

    /// A mark put before the first of two equal keys, so that the parser, which gives up at duplicates, reads on.
    private struct Edit {
        var line: Int
        var column: Int
    }

    private static let duplicateMark: Unicode.Scalar = "\u{10FEFF}"

    init(file: String, rendered: RenderedYAML? = nil, report: ReadingReport) {
        self.file = file
        self.rendered = rendered
        self.report = report
    }

    /// The document; `nil` when it is empty or was reported as broken.
    mutating func compose(_ text: String) -> ConfigurationNode? {
        do {
            guard let root = try parse(text) else { return nil }
            return node(root)
        } catch {
            reportSyntax(error)
            return nil
        }
    }

    private func reportSyntax(_ error: any Error) {
        let description = YAMLErrorText.describe(error)
        let place = place(line: description.line, column: description.column)
        report.problem(place, "", description.what, hint: description.hint)
    }

    private mutating func parse(_ text: String) throws -> Node? {
        var lines: [String] = []
        var firstError: (any Error)?
        while true {
            do {
                let edited = edits.isEmpty ? text : lines.joined(separator: "\n")
                // No resolver: `'yes'` and `yes` are the same key, and what a scalar means is decided by who reads it.
                return try Parser(yaml: edited, resolver: .basic, encoding: .utf8).singleRoot()
            } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) where edits.count < 100 {
                firstError = firstError ?? YamlError.duplicatedKeysInMapping(duplicates: duplicates, context: context)
                if edits.isEmpty {
                    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                }
                guard mark(context.mark, in: &lines) else { break }
            } catch {
                if let firstError { reportSyntax(firstError) }
                throw error
            }
        }
        throw firstError ?? YamlError.no
    }

    private mutating func mark(_ mark: Mark, in lines: inout [String]) -> Bool {
        guard lines.indices.contains(mark.line - 1) else { return false }
        var scalars = Array(lines[mark.line - 1].unicodeScalars)
        let index = mark.column - 1
        guard scalars.indices.contains(index) else { return false }
        let first = scalars[index]
        let isQuote = first == "'" || first == "\""
        guard isQuote || first.properties.isAlphabetic || ("0"..."9").contains(first) || first == "_" else {
            return false
        }
        scalars.insert(Self.duplicateMark, at: isQuote ? index + 1 : index)
        lines[mark.line - 1] = String(String.UnicodeScalarView(scalars))
        edits.append(Edit(line: mark.line, column: mark.column))
        return true
    }

    // MARK: Places

    private func place(line: Int, column: Int) -> Place {
        var column = column
        for edit in edits.reversed() where edit.line == line && column > edit.column { column -= 1 }
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
        nodeCount += 1
        guard nodeCount <= Self.nodeLimit else {
            if nodeCount == Self.nodeLimit + 1 {
                report.problem(
                    place, "", "the file has more than \(Self.nodeLimit) values", hint: "its aliases multiply")
            }
            return ConfigurationNode(content: .broken, place: place)
        }
        switch node {
        case .scalar(let scalar): return self.scalar(scalar, place)
        case .sequence(let sequence): return self.sequence(sequence, place)
        case .mapping(let mapping):
            guard isKnown(mapping.tag, place, standard: ["map"]) else { break }
            return ConfigurationNode(content: entries(mapping).map { .mapping($0) } ?? .broken, place: place)
        case .alias: break
        }
        return ConfigurationNode(content: .broken, place: place)
    }

    private mutating func scalar(_ scalar: Node.Scalar, _ place: Place) -> ConfigurationNode {
        let value = self.value(scalar)
        if scalar.tag.rawValue == "!include" {
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
            if nodeCount > Self.nodeLimit { break }
        }
        return ConfigurationNode(content: isInclude ? .include(items, isList: true) : .sequence(items), place: place)
    }

    private func value(_ scalar: Node.Scalar) -> ConfigurationNode.Scalar {
        let isImplicit = scalar.style == .plain && scalar.tag.rawValue != "!" && !scalar.tag.rawValue.hasSuffix(":str")
        guard let rendered else { return ConfigurationNode.Scalar(text: scalar.string, isPlain: isImplicit) }
        let (text, holes) = rendered.substitute(in: scalar.string)
        var variables: [String] = []
        for name in holes.flatMap(\.variables).map(TemplateVariables.environmentName) where !variables.contains(name) {
            variables.append(name)
        }
        return ConfigurationNode.Scalar(text: text, isPlain: isImplicit && holes.isEmpty, variables: variables)
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

    // MARK: Mappings

    /// `nil` when a key is no key: what follows from that is not worth reporting.
    private mutating func entries(_ mapping: Node.Mapping) -> [ConfigurationNode.Entry]? {
        var entries: [ConfigurationNode.Entry] = []
        var merged: [ConfigurationNode.Entry] = []
        var seen: [String: Place] = [:]
        for (key, value) in mapping {
            if nodeCount > Self.nodeLimit { break }
            let place = place(key.mark)
            guard case .scalar(let scalar) = key else {
                let isBraces = rendered == nil && key.mapping != nil
                report.problem(
                    place, "", isBraces ? "`{{ … }}` in a file that is no template" : "a key has to be a single value",
                    hint: isBraces ? "a template's name ends in .j2; quote the text if it is meant as it stands" : nil)
                return nil
            }
            let (name, shown) = names(of: scalar)
            let node = self.node(value)
            if name == "<<", scalar.style == .plain {
                merged += mergedEntries(node)
            } else if let first = seen[name] {
                report.problem(
                    max(first, place), "", "the key \(Quoting.quoted(shown)) stands twice in the same mapping",
                    hint: "it is also on line \(min(first, place).line)")
            } else {
                seen[name] = place
                entries.append(ConfigurationNode.Entry(key: name, shownKey: shown, place: place, value: node))
            }
        }
        for entry in merged where seen[entry.key] == nil {
            seen[entry.key] = entry.place
            entries.append(entry)
        }
        return entries
    }

    private func names(of key: Node.Scalar) -> (name: String, shown: String) {
        let text = String(String.UnicodeScalarView(key.string.unicodeScalars.filter { $0 != Self.duplicateMark }))
        guard let (name, holes) = rendered?.substitute(in: text), !holes.isEmpty else { return (text, text) }
        return (name, holes.map(\.description).joined(separator: " "))
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
