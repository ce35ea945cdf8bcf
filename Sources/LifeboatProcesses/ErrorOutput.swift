/// The head and the tail of what a child wrote to stderr. Its size is bounded whatever the child writes.
struct ErrorOutput: Sendable {
    /// Bytes kept of each end.
    static let standardLimit = 16 << 10

    private let limit: Int
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    private var total = 0

    init(limit: Int = ErrorOutput.standardLimit) {
        self.limit = limit
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        total += bytes.count
        let fit = min(bytes.count, limit - head.count)
        head.append(contentsOf: bytes[..<fit])
        tail.append(contentsOf: bytes[fit...].suffix(limit))
        // Moved together now and then only, so that many small pieces stay cheap.
        if tail.count > 4 * limit { tail.removeFirst(tail.count - limit) }
    }

    /// Readable text: secrets cut out, a mark where bytes were left out.
    func text(_ redaction: Redaction) -> String {
        let kept = Array(tail.suffix(limit))
        let leftOut = total - head.count - kept.count
        guard leftOut > 0 else {
            return String(decoding: redaction.apply(to: head + kept), as: UTF8.self)
        }
        // A secret that lies across the cut would show its half.
        let before = Array(head.dropLast(redaction.cutLength(atEndOf: head)))
        let after = Array(kept.dropFirst(redaction.cutLength(atStartOf: kept)))
        return String(decoding: redaction.apply(to: before), as: UTF8.self)
            + "\n… \(leftOut) bytes left out …\n"
            + String(decoding: redaction.apply(to: after), as: UTF8.self)
    }
}
