import Foundation
import LifeboatTesting

/// Python's Jinja2 and PyYAML, asked in one process for a whole list of questions.
enum JinjaOracle {
    enum Request: Encodable {
        case template(String, variables: [String: String])
        case yaml(String)

        private enum Keys: String, CodingKey { case template, variables, yaml }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            switch self {
            case .template(let template, let variables):
                try container.encode(template, forKey: .template)
                try container.encode(variables, forKey: .variables)
            case .yaml(let text): try container.encode(text, forKey: .yaml)
            }
        }
    }

    /// What Python answered: exactly one of the three is there.
    struct Answer: Decodable {
        var text: String?
        var value: YAMLValue?
        var error: String?
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Whether to ask: always where services are required, so that their absence fails, and else where Jinja2 3.1 is installed.
    static let isEnabled = ProcessInfo.processInfo.environment["LIFEBOAT_REQUIRE_SERVICES"] == "1" || isInstalled

    private static let isInstalled: Bool = {
        guard let version = try? run(arguments: ["--version"], input: Data()) else { return false }
        return String(decoding: version, as: UTF8.self).hasPrefix("3.1.")
    }()

    static func answers(to requests: [Request]) throws -> [Answer] {
        let encoder = JSONEncoder()
        var input = Data()
        for request in requests { input += try encoder.encode(request) + Data("\n".utf8) }
        let output = try run(arguments: [], input: input)
        let answers = try output.split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Answer.self, from: Data($0))
        }
        guard answers.count == requests.count else {
            throw Failure(description: "\(requests.count) questions, \(answers.count) answers")
        }
        return answers
    }

    private static func run(arguments: [String], input: Data) throws -> Data {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "jinja_oracle.py")
        let answer = try OracleTool("python3").run([script.path] + arguments, input: [UInt8](input))
        guard answer.status == 0 else {
            throw Failure(description: "python3 with jinja2 and yaml ended with status \(answer.status)")
        }
        return answer.output
    }
}
