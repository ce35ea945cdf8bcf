import Foundation

/// How a program that a test ran has ended, and what it said.
struct CommandResult: Sendable, CustomStringConvertible {
    /// As a shell shows it: 128 plus the signal's number for one that was ended by a signal.
    let status: Int32
    let output: Data
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }

    /// For expectations that fail: everything that a person needs to see why.
    var description: String {
        "status \(status)\n--- stdout\n\(text.prefix(4_000))\n--- stderr\n\(errors.prefix(4_000))"
    }

    /// The stdout as JSON of that shape.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: output)
    }
}
