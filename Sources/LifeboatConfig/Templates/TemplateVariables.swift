/// The variables of a template: the environment.
///
/// - `DB_HOST` is visible as `DB_HOST` and as `db_host`.
/// - `DB_HOST_FILE` names a file whose contents are `DB_HOST`, one line break at the end dropped. Setting both is an error.
///   The file is read when a template uses the variable, and not before. A lower-case name may also have a lower-case `_file`.
/// - The exact spelling wins over a folded one. Of several spellings that fold to the same name the one in capitals wins,
///   then the first in alphabetical order.
package struct TemplateVariables: Sendable {
    /// Reads at most `limit` bytes of a file.
    package typealias FileReader = @Sendable (_ path: String, _ limit: Int) throws -> [UInt8]

    private let environment: [String: String]
    private let notText: Set<String>
    /// The spellings that give a value, by their lower-case form.
    private let spellings: [String: [String]]
    private let readFile: FileReader

    /// No variables at all.
    package static let none = TemplateVariables(environment: [:])

    /// - Parameter notText: variables whose value is not UTF-8: using one is an error.
    package init(
        environment: [String: String], notText: Set<String> = [],
        readFile: @escaping FileReader = TemplateVariableFile.read(path:limit:)
    ) {
        self.environment = environment
        self.notText = notText
        self.readFile = readFile
        var spellings: [String: Set<String>] = [:]
        for name in notText.union(environment.keys) {
            spellings[name.lowercased(), default: []].insert(name)
            if let base = Self.base(ofFileName: name) { spellings[base.lowercased(), default: []].insert(base) }
        }
        self.spellings = spellings.mapValues { spellings in
            spellings.sorted { left, right in
                let isLeftUpper = left == left.uppercased()
                let isRightUpper = right == right.uppercased()
                return isLeftUpper == isRightUpper ? left < right : isLeftUpper
            }
        }
    }

    /// Names that a template could have used, to suggest one: folded ones for a name in lower case.
    func visibleNames(like name: String) -> [String] {
        Self.isFolded(name) ? Array(spellings.keys) : spellings.values.flatMap(\.self)
    }

    /// The name of the environment variable to set for a template's variable.
    static func environmentName(of name: String) -> String {
        isFolded(name) ? name.uppercased() : name
    }

    func lookup(_ name: String) -> TemplateVariableLookup {
        if let value = value(spelled: name) { return value }
        guard Self.isFolded(name), let spelling = spellings[name]?.first else { return .undefined }
        return value(spelled: spelling) ?? .undefined
    }

    private func value(spelled name: String) -> TemplateVariableLookup? {
        var files = ["\(name)_FILE"]
        if Self.isFolded(name) { files.append("\(name)_file") }
        let set = ([name] + files).filter { environment[$0] != nil || notText.contains($0) }
        guard let first = set.first else { return nil }
        guard set.count == 1 else {
            return .failed(
                TemplateOperationError(
                    what: "the variable '\(name)' is given twice: \(set.joined(separator: " and ")) are both set",
                    hint: "unset one of them"))
        }
        guard !notText.contains(first), let text = environment[first] else {
            return .failed(
                TemplateOperationError(
                    what: "the value of the environment variable \(first) is not UTF-8 text",
                    hint: "set it in UTF-8"))
        }
        return first == name ? .value(text) : contents(ofFile: text, namedBy: first)
    }

    private func contents(ofFile path: String, namedBy variable: String) -> TemplateVariableLookup {
        func failure(_ reason: String) -> TemplateVariableLookup {
            .failed(TemplateOperationError(what: "the file '\(path)' named by \(variable) \(reason)"))
        }
        var bytes: [UInt8]
        do {
            bytes = try readFile(path, TemplateLimits.variableFileSize + 1)
        } catch {
            return failure("cannot be read: \(TemplateVariableFile.reason(error))")
        }
        guard bytes.count <= TemplateLimits.variableFileSize else {
            return failure("is larger than \(TemplateLimits.variableFileSize >> 20) MiB")
        }
        if bytes.last == UInt8(ascii: "\n") {
            bytes.removeLast()
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { return failure("is not UTF-8 text") }
        return .value(text)
    }

    private static func isFolded(_ name: String) -> Bool {
        name == name.lowercased()
    }

    private static func base(ofFileName name: String) -> String? {
        let base = String(name.dropLast(5))
        guard !base.isEmpty, name.hasSuffix("_FILE") || (name.hasSuffix("_file") && isFolded(base)) else { return nil }
        return base
    }
}

extension TemplateVariables: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// How many there are: their values may be secrets.
    package var description: String { "TemplateVariables(\(environment.count))" }

    package var debugDescription: String { description }

    package var customMirror: Mirror { Mirror(self, children: ["count": environment.count]) }
}
