import Foundation
import LifeboatCore

/// Reads files into nodes: templates are rendered, YAML parsed, `!include` followed.
final class DocumentLoader {
    private let variables: TemplateVariables
    private let report: ReadingReport
    /// Mounted templates by the path that each stands for.
    private let standIns: [String: String]
    private let leavesOpen: Bool
    private var fileCount = 0
    private var size = 0
    private var isTooLarge = false
    /// Files that include each other twice over would multiply.
    private static let fileLimit = 10_000
    /// The same in bytes.
    private static let sizeLimit = 64 << 20

    /// - Parameter leavesOpen: whether a variable that is not known is a hole and no problem.
    init(
        variables: TemplateVariables, standIns: [String: String], report: ReadingReport, leavesOpen: Bool = false
    ) {
        self.variables = variables
        self.standIns = standIns
        self.leavesOpen = leavesOpen
        self.report = report
    }

    /// The value of a file; `nil` when it is empty or was reported.
    ///
    /// - Parameters:
    ///   - path: where it is, or the path that a mounted template stands for.
    ///   - origin: the `!include` that asks for it.
    ///   - chain: the files that are being read around it, in the form in which symbolic links are resolved.
    func load(_ path: String, from origin: Place?, chain: [String] = []) -> ConfigurationNode? {
        let isStandIn = !ConfigurationFile.exists(path) && standIns[path] != nil
        let file = isStandIn ? standIns[path] ?? path : path
        let identity = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
        guard !chain.contains(identity) else {
            report.problem(origin, "", "\(file) includes itself", hint: "take this !include out")
            return nil
        }
        guard chain.count < 50 else {
            report.problem(origin, "", "files include each other more than 50 levels deep")
            return nil
        }
        fileCount += 1
        guard fileCount <= Self.fileLimit, size <= Self.sizeLimit else {
            if !isTooLarge {
                report.problem(
                    origin, "", "more than \(Self.fileLimit) files or \(Self.sizeLimit >> 20) MiB are included")
            }
            isTooLarge = true
            return nil
        }
        guard let node = compose(file, isTemplate: isStandIn || file.hasSuffix(".j2"), from: origin) else { return nil }
        return expand(node, in: (path as NSString).deletingLastPathComponent, chain: chain + [identity])
    }

    private func compose(_ file: String, isTemplate: Bool, from origin: Place?) -> ConfigurationNode? {
        do throws(ConfigurationFileError) {
            let text = try ConfigurationFile.text(of: file)
            size += text.utf8.count
            return compose(text, file, isTemplate: isTemplate)
        } catch {
            let place = error.line > 0 ? Place(file: file, line: error.line, column: error.column) : nil
            // What is wrong with a file as a whole names it.
            report.problem(place ?? origin, "", error.what, hint: error.hint)
            return nil
        }
    }

    /// The value of a text, without what it includes; `nil` when it is empty or was reported.
    func compose(_ text: String, _ file: String, isTemplate: Bool) -> ConfigurationNode? {
        guard isTemplate else {
            var composer = YAMLComposer(file: file, report: report)
            return composer.compose(text)
        }
        return compose(template: text, file)
    }

    /// A value that cannot be had is a hole in the YAML, which is read all the same; only what is no template stops its file.
    private func compose(template text: String, _ file: String) -> ConfigurationNode? {
        let rendering: TemplateRendering
        do throws(TemplateError) {
            let template = try Template(text)
            rendering =
                leavesOpen
                ? TemplateRendering(yaml: try template.survey(known: variables).rendered, problems: [])
                : template.yaml(variables)
        } catch {
            rendering = TemplateRendering(yaml: nil, problems: error.problems)
        }
        for problem in rendering.problems {
            let place = Place(file: file, line: problem.line, column: problem.column)
            report.problem(place, "", problem.what, hint: problem.hint)
        }
        guard let yaml = rendering.yaml else { return nil }
        var composer = YAMLComposer(file: file, rendered: yaml, report: report)
        // Jinja drops a template's last line break, which a block scalar at its end would miss.
        return composer.compose(yaml.text + (text.utf8.last == UInt8(ascii: "\n") ? "\n" : ""))
    }

    // MARK: Includes

    private func expand(_ node: ConfigurationNode, in folder: String, chain: [String]) -> ConfigurationNode {
        var node = node
        switch node.content {
        case .scalar, .broken: break
        case .mapping(let entries):
            node.content = .mapping(
                entries.map { entry in
                    var entry = entry
                    entry.value = expand(entry.value, in: folder, chain: chain)
                    return entry
                })
        case .sequence(let items):
            node.content = .sequence(items.map { expand($0, in: folder, chain: chain) })
        case .include(let paths, let isList):
            if isList {
                let count = report.problems.count
                node.content = .sequence(list(paths, in: folder, chain: chain))
                let isWhole = report.problems.count == count && !paths.contains { $0.isOpen || $0.isBroken }
                node.isPartial = node.isPartial || !isWhole
            } else if let path = paths.first, let value = single(path, in: folder, chain: chain) {
                node = value
            } else {
                node.content = .broken
            }
            node.isIncluded = true
        }
        return node
    }

    private func single(_ path: ConfigurationNode, in folder: String, chain: [String]) -> ConfigurationNode? {
        guard let text = pathText(path), !path.isOpen else { return nil }
        guard !ConfiguredPath.isPattern(text) else {
            report.problem(
                path.place, "", "`!include` of a pattern needs a list", hint: "write !include [\(text)]")
            return nil
        }
        let count = report.problems.count
        if let value = load(Self.join(folder, text), from: path.place, chain: chain) { return value }
        // An empty file has no value, and says so like one that is empty on the spot.
        guard report.problems.count == count else { return nil }
        return ConfigurationNode(content: .scalar(.init(text: "", isPlain: true)), place: path.place)
    }

    private func list(_ patterns: [ConfigurationNode], in folder: String, chain: [String]) -> [ConfigurationNode] {
        var seen: Set<String> = []
        var files: [(path: String, place: Place)] = []
        for pattern in patterns {
            guard let text = pathText(pattern), !pattern.isOpen else { continue }
            let found =
                ConfiguredPath.isPattern(text)
                ? matches(of: text, in: folder, from: pattern.place) : [Self.join(folder, text)]
            guard let found else { continue }
            if found.isEmpty {
                let hasTemplates = matches(of: "\(text).j2", in: folder, from: pattern.place)?.isEmpty == false
                report.warning(
                    pattern.place, "", "\(Quoting.quoted(text)) matches no file",
                    hint: hasTemplates
                        ? "a template goes by its own name: !include [\(text).j2]"
                        : "looked in \(folder.isEmpty ? "." : folder)")
            }
            files += found.filter { seen.insert($0).inserted }.map { ($0, pattern.place) }
        }
        return files.sorted { $0.path < $1.path }.flatMap { file in
            items(of: file.path, from: file.place, chain: chain)
        }
    }

    private func items(of path: String, from origin: Place, chain: [String]) -> [ConfigurationNode] {
        let count = report.problems.count
        guard let node = load(path, from: origin, chain: chain) else {
            if report.problems.count == count { report.warning(Place(file: path), "", "the file is empty") }
            return []
        }
        switch node.content {
        case .sequence(let items): return items
        case .broken: return []
        default:
            if node.isNull { return [] }
            report.problem(
                node.place, "", "an included file has to be a list, this is \(node.kindName)",
                hint: "each job begins with `- job: NAME`")
            return []
        }
    }

    private func pathText(_ node: ConfigurationNode) -> String? {
        guard case .scalar(let scalar) = node.content, !scalar.text.isEmpty else {
            if !node.isBroken {
                report.problem(
                    node.place, "", "`!include` needs the name of a file", hint: "as in !include [conf.d/*.conf]")
            }
            return nil
        }
        return scalar.text
    }

    private static func join(_ folder: String, _ path: String) -> String {
        path.hasPrefix("/") ? path : folder.isEmpty ? path : folder == "/" ? "/" + path : folder + "/" + path
    }

    /// Files, real or stood in for, that match a pattern in every component. Hidden ones only by a pattern with a dot.
    ///
    /// `nil` when that cannot be known, which was reported: a job that is not seen would not be missed.
    private func matches(of pattern: String, in folder: String, from origin: Place) -> [String]? {
        let start = pattern.hasPrefix("/") ? "/" : folder
        let parts = pattern.split(separator: "/").map(String.init).filter { $0 != "." }
        var found = [start]
        for part in parts {
            guard ConfiguredPath.isPattern(part) else {
                found = found.map { Self.join($0, part) }
                continue
            }
            let glob = Glob(part)
            var next: [String] = []
            for base in found {
                do throws(ConfigurationFileError) {
                    let names = try ConfigurationFile.names(in: base.isEmpty ? "." : base) { name in
                        glob.canExpand(to: [name])
                    }
                    next += names.map { Self.join(base, $0) }
                } catch {
                    report.problem(origin, "", error.what, hint: error.hint)
                    return nil
                }
            }
            found = next
        }
        let above = ConfiguredPath.components(of: start)
        let mounted = standIns.keys.filter { path in
            let names = ConfiguredPath.components(of: path)
            return names.count == above.count + parts.count && names.starts(with: above)
                && zip(names.dropFirst(above.count), parts).allSatisfy { Self.component($0, matches: Glob($1)) }
        }
        do throws(ConfigurationFileError) {
            var files: [String] = []
            for path in found where try ConfigurationFile.isFile(path) { files.append(path) }
            return Set(files + mounted).sorted()
        } catch {
            report.problem(origin, "", error.what, hint: error.hint)
            return nil
        }
    }

    /// Hidden names only by a pattern with a dot.
    private static func component(_ name: String, matches glob: Glob) -> Bool {
        glob.canExpand(to: [Array(name.utf8)])
    }
}
