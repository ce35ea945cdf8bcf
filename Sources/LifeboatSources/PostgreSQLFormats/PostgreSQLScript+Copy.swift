import CShims
import LifeboatCore

extension PostgreSQLScript {
    private static let pattern = Array("\n\\.".utf8)

    /// The rows of a `COPY`, up to the line `\.`: a line break within a value is written as `\n`, so a line is a row.
    ///
    /// `matched` counts what was seen of that line: 1 at the beginning of a line, 2 behind `\`, 3 behind `\.`, 4 behind
    /// the carriage return that psql lets pass there.
    mutating func readCopyData(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
        guard case .copyData(var matched) = state, let base = bytes.baseAddress else { return start }
        var index = start
        while index < bytes.count {
            if matched > 0 {
                let byte = bytes[index]
                index += 1
                switch (matched, byte) {
                case (1, UInt8(ascii: "\\")): matched = 2
                case (2, UInt8(ascii: ".")): matched = 3
                case (3, UInt8(ascii: "\r")): matched = 4
                case (3, UInt8(ascii: "\n")), (4, UInt8(ascii: "\n")):
                    rows[copiedTable, default: 0] += copiedRows
                    state = .plain
                    previous = byte
                    return index
                case (_, UInt8(ascii: "\n")):
                    copiedRows += 1
                    matched = 1
                default: matched = 0
                }
                continue
            }
            let rest = bytes.count - index
            if let found = lifeboat_find(base + index, rest, Self.pattern, Self.pattern.count) {
                let end = found - base + 1
                copiedRows += Self.lineBreaks(base, index..<end)
                index = end
                matched = 1
            } else {
                copiedRows += Self.lineBreaks(base, index..<bytes.count)
                if bytes[bytes.count - 1] == UInt8(ascii: "\n") {
                    matched = 1
                } else if rest > 1, bytes[bytes.count - 2] == UInt8(ascii: "\n"),
                    bytes[bytes.count - 1] == UInt8(ascii: "\\")
                {
                    matched = 2
                }
                index = bytes.count
            }
        }
        state = .copyData(matched: matched)
        return index
    }

    /// Through a pointer, which the compiler turns into vector instructions.
    private static func lineBreaks(_ base: UnsafeRawPointer, _ range: Range<Int>) -> Int64 {
        let bytes = base.assumingMemoryBound(to: UInt8.self)
        var count: Int64 = 0
        for index in range { count &+= bytes[index] == UInt8(ascii: "\n") ? 1 : 0 }
        return count
    }
}
