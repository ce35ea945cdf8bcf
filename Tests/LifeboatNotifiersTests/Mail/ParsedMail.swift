import Foundation
import LifeboatTesting

/// A mail as Python's `email` package understands it.
struct ParsedMail: Decodable {
    struct Part: Decodable {
        var type: String
        var text: String
    }

    var headers: [String: [String]]
    var parts: [Part]
    /// What the parser found wrong.
    var defects: [String]
    var type: String

    static func parse(_ message: [UInt8]) throws -> ParsedMail {
        let script = """
            import email, email.policy, json, sys
            mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
            headers, defects = {}, [str(d) for d in mail.defects]
            for name, value in mail.items():
                headers.setdefault(name, []).append(str(value))
                defects += [f"{name}: {d}" for d in value.defects]
            parts = []
            for part in mail.iter_parts():
                defects += [str(d) for d in part.defects]
                parts.append({"type": part.get_content_type(), "text": part.get_content()})
            print(json.dumps({"headers": headers, "parts": parts, "defects": defects, "type": mail.get_content_type()}))
            """
        let answer = try OracleTool("python3").run(["-c", script], input: message).checked()
        return try JSONDecoder().decode(ParsedMail.self, from: answer.output)
    }
}
