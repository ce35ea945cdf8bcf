import Foundation
import LifeboatCore

extension PostgreSQLScript {
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
            guard let end = memchr(base + index, Int32(UInt8(ascii: "\n")), bytes.count - index) else {
                index = bytes.count
                break
            }
            copiedRows += 1
            matched = 1
            index = UnsafeRawPointer(end) - base + 1
        }
        state = .copyData(matched: matched)
        return index
    }
}
