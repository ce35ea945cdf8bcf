import LifeboatCore
import LifeboatNotifiers
import LifeboatWeb

/// Reads one of `main.webhooks`.
enum WebhookSection {
    /// - Parameter number: its place in the list, from one: for a name of its own.
    /// - Returns: `nil` where it is not known where to.
    static func read(_ section: Section, number: Int, jobs: JobReferences) -> WebhookConfiguration? {
        let preset: WebhookPreset = section.choice("preset", default: .json) ?? .json
        let name = section.text("name", default: "\(preset.rawValue)-\(number)") ?? ""
        let address = section.required(
            "url", .webAddress, hint: preset == .telegram ? "https://api.telegram.org/botTOKEN/sendMessage" : nil,
            isSecret: true)
        let chat = preset == .telegram ? section.requiredText("chat_id", hint: "of the chat, as -1001234567") : nil
        if preset != .telegram { section.refuse("chat_id", "this key is for `preset: telegram`") }
        let method: Method = section.choice("method", default: .post) ?? .post
        let verdicts = section.texts(
            "on", .verdict, default: preset.usualVerdicts.map(\.rawValue).sorted()
        ).compactMap { RunVerdict(rawValue: $0) }
        let headers = headers(section)
        let payload = payload(section)
        let secret = section.secret("secret")
        let named = jobs.read(section)
        let timeout = section.positiveDuration("timeout", default: .seconds(10))
        let web = WebOptions(certificateAuthorities: section.absolutePath("ca_cert"))
        guard let address else { return nil }
        return WebhookConfiguration(
            name: name, preset: preset, address: address, method: method.rawValue, headers: headers, payload: payload,
            secret: secret, chat: chat, verdicts: Set(verdicts), jobs: named, timeout: timeout, web: web)
    }

    private enum Method: String, CaseIterable {
        case post = "POST"
        case put = "PUT"
    }

    /// Every value is taken for a secret: one of them is a token, as a rule.
    private static func headers(_ section: Section) -> [String: Secret] {
        guard let node = section.node("headers") else {
            section.record("headers", UnderstoodValue(.unset, .byDefault))
            return [:]
        }
        guard case .mapping(let entries) = node.content else {
            section.problem("headers", "expected a mapping of names to values, this is \(node.kindName)")
            return [:]
        }
        var headers: [String: Secret] = [:]
        var understood = UnderstoodMapping()
        for entry in entries {
            let path = "\(section.path(of: "headers")).\(entry.shownKey)"
            guard isToken(entry.key) else {
                section.report.problem(entry.place, path, "this cannot be the name of a header")
                continue
            }
            guard let value = section.read(entry.value, path, .headerValue, isSecret: true) else { continue }
            section.report.secret(value)
            headers[entry.key.lowercased()] = Secret(value)
            understood.set(entry.key, UnderstoodValue(.text(value), entry.value.origin, isSecret: true))
        }
        section.record("headers", UnderstoodValue(.mapping(understood), node.origin))
        return headers
    }

    /// RFC 9110, 5.6.2.
    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                        || "!#$%&'*+-.^_`|~".unicodeScalars.contains(scalar))
            }
    }

    private static func payload(_ section: Section) -> PayloadTemplate? {
        guard let node = section.node("payload") else {
            section.record("payload", UnderstoodValue(.unset, .byDefault))
            return nil
        }
        let path = section.path(of: "payload")
        guard let json = json(node, path, section) else { return nil }
        // It may hold what variables brought.
        section.record("payload", UnderstoodValue(.text(json.text()), node.origin, isSecret: true))
        let template = PayloadTemplate(json)
        for name in template.unknownNames {
            let match = Suggestion.closestMatch(to: name, in: PayloadTemplate.knownNames)
            section.report.problem(
                node.place, path, "there is no value {\(name)}",
                hint: match.map { "did you mean {\($0)}?" }
                    ?? "there are: \(PayloadTemplate.knownNames.joined(separator: ", "))")
        }
        return template
    }

    /// As JSON; what a variable brought is always a text.
    private static func json(_ node: ConfigurationNode, _ path: String, _ section: Section) -> JSONText? {
        switch node.content {
        case .broken: return nil
        case .include:
            section.report.problem(node.place, path, "a list of files cannot stand here")
            return nil
        case .sequence(let items):
            let values = items.enumerated().compactMap { json($1, "\(path)[\($0)]", section) }
            return values.count == items.count ? .array(values) : nil
        case .mapping(let entries):
            let members = entries.compactMap { entry in
                json(entry.value, "\(path).\(entry.shownKey)", section).map { (entry.key, $0) }
            }
            return members.count == entries.count ? .object(members) : nil
        case .scalar(let scalar):
            if scalar.isOpen { return nil }
            guard scalar.isPlain, scalar.variables.isEmpty else { return .string(scalar.text) }
            if node.isNull { return .plain("null") }
            let isLiteral = ["true", "false"].contains(scalar.text) || JSONText.isNumber(scalar.text)
            return isLiteral ? .plain(scalar.text) : .string(scalar.text)
        }
    }
}
