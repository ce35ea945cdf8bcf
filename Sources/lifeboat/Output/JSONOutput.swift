import LifeboatCore

/// JSON on stdout: the same coding as the records in a vault, snake case, ISO 8601 times.
enum JSONOutput {
    static func write(_ value: some Encodable) throws {
        try DescriptorWriter.standardOutput.write(String(decoding: try RecordCoding.encode(value), as: UTF8.self))
    }
}
