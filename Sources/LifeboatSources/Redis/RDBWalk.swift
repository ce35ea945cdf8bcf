/// Steps through an RDB file as it passes, counting keys; keeps nothing of them. Any split of the bytes gives the same.
struct RDBWalk: Sendable {
    enum Progress: Sendable, Equatable {
        case walking
        /// The end mark was found; this many bytes lie before what follows it.
        case ended(at: Int64)
        /// Something that is not known: nothing can be said any more.
        case lost(String)
    }

    private struct Frame {
        let parts: [RDBGrammar.Part]
        var index = 0
        var remaining: UInt64 = 1
    }

    private enum Length {
        case plain(UInt64)
        /// A string in a form of its own.
        case special(UInt8)
    }

    /// Longer fields about the dump itself are not kept, and no token is longer.
    private static let longestField = 256

    private(set) var progress = Progress.walking
    /// By the number of their database.
    private(set) var keys: [UInt64: Int64] = [:]
    private(set) var expiring: Int64 = 0
    private(set) var functions: Int64 = 0
    /// What the server wrote about itself: `redis-ver`, `used-mem`.
    private(set) var fields: [String: String] = [:]

    private var stack: [Frame] = []
    private var database: UInt64 = 0
    private var fieldName = ""
    /// Bytes to pass over before the next token.
    private var skip: UInt64 = 0
    /// Strings to pass over after them.
    private var strings: UInt64 = 0
    private var offset: Int64
    /// The beginning of a token that goes on in the next bytes.
    private var carry: [UInt8] = []

    /// - Parameter start: where in the file the first byte lies, behind the header.
    init(at start: Int64) {
        offset = start
    }

    mutating func process(_ bytes: UnsafeRawBufferPointer) {
        guard progress == .walking else { return }
        var start = 0
        if !carry.isEmpty {
            let before = carry.count
            let joined = carry + bytes.prefix(4 * Self.longestField)
            carry = []
            let used = joined.withUnsafeBytes { run($0) }
            guard used >= before else {
                carry = Array(joined[used...])
                return
            }
            start = used - before
        }
        let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
        let used = run(rest)
        if progress == .walking { carry = Array(rest[used...]) }
    }

    /// Takes as much as there are whole tokens; returns how many bytes that was.
    private mutating func run(_ bytes: UnsafeRawBufferPointer) -> Int {
        var position = 0
        while progress == .walking {
            let passed = Int(min(skip, UInt64(bytes.count - position)))
            position += passed
            skip -= UInt64(passed)
            if skip > 0 { break }
            position = passShortStrings(bytes, from: position)
            let token = UnsafeRawBufferPointer(rebasing: bytes[position...])
            guard let used = step(token) else { break }
            position += used
            if progress == .ended(at: 0) { progress = .ended(at: offset + Int64(position)) }
        }
        offset += Int64(position)
        return position
    }

    /// Most strings have fewer than 64 bytes and are there whole: a server's time goes into them.
    private mutating func passShortStrings(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var position = start
        var left = strings
        while left > 0, position < bytes.count, bytes[position] < 64 {
            let end = position + 1 + Int(bytes[position])
            guard end <= bytes.count else { break }
            position = end
            left -= 1
        }
        strings = left
        return position
    }

    /// Takes one token; `nil` when its end is not there yet.
    private mutating func step(_ bytes: UnsafeRawBufferPointer) -> Int? {
        if strings > 0 {
            guard let (size, used) = string(bytes) else { return nil }
            strings -= 1
            skip = size
            return used
        }
        guard let top = stack.last else { return begin(bytes) }
        guard top.index < top.parts.count else {
            endOfParts()
            return 0
        }
        switch top.parts[top.index] {
        case .string:
            strings = 1
            return advance(0)
        case .strings(let each):
            guard let (count, used) = number(bytes) else { return nil }
            let (total, isTooMuch) = count.multipliedReportingOverflow(by: each)
            if isTooMuch { progress = .lost("a number is larger than can be") }
            strings = total
            return advance(used)
        case .length:
            guard let (_, used) = number(bytes) else { return nil }
            return advance(used)
        case .raw(let count):
            skip = count
            return advance(0)
        case .textNumber:
            guard let size = bytes.first else { return nil }
            // 253 to 255 stand for what has no digits: not a number, and the infinities.
            skip = size < 253 ? UInt64(size) : 0
            return advance(1)
        case .repeated(let parts):
            guard let (count, used) = number(bytes) else { return nil }
            _ = advance(used)
            if count > 0 { stack.append(Frame(parts: parts, remaining: count)) }
            return used
        case .module: return module(bytes)
        case .database:
            guard let (number, used) = number(bytes) else { return nil }
            database = number
            return advance(used)
        case .fieldName, .fieldValue: return field(bytes, isName: top.index == 0)
        }
    }

    private mutating func advance(_ used: Int) -> Int {
        stack[stack.count - 1].index += 1
        return used
    }

    private mutating func endOfParts() {
        let last = stack.count - 1
        stack[last].remaining -= 1
        stack[last].index = 0
        if stack[last].remaining == 0 { stack.removeLast() }
    }

    private mutating func begin(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard let code = bytes.first else { return nil }
        if code == RDBGrammar.endOfFile {
            // Where it lies is put in by the caller, who knows.
            progress = .ended(at: 0)
        } else if let parts = RDBGrammar.opcode(code) {
            if code == RDBGrammar.functions { functions += 1 }
            if RDBGrammar.isExpiry(code) { expiring += 1 }
            stack.append(Frame(parts: parts))
        } else if let parts = RDBGrammar.entry(code) {
            keys[database, default: 0] += 1
            stack.append(Frame(parts: parts))
        } else {
            progress = .lost("it holds something that is not known here, number \(code)")
        }
        return 1
    }

    /// `RDB_MODULE_OPCODE_…`: the end, two kinds of whole numbers, float, double, string.
    private mutating func module(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard let (kind, used) = number(bytes) else { return nil }
        switch kind {
        case 0: return advance(used)
        case 1, 2: stack.append(Frame(parts: [.length]))
        case 3: skip = 4
        case 4: skip = 8
        case 5: stack.append(Frame(parts: [.string]))
        default: progress = .lost("a module's value is not understood")
        }
        return used
    }

    private mutating func field(_ bytes: UnsafeRawBufferPointer, isName: Bool) -> Int? {
        guard let (length, used) = length(bytes) else { return nil }
        var text: String?
        var total = used
        switch length {
        case .plain(let size) where size <= Self.longestField:
            guard bytes.count >= used + Int(size) else { return nil }
            text = String(decoding: bytes[used..<used + Int(size)], as: UTF8.self)
            total += Int(size)
        case .special(let form) where form <= 2:
            let size = 1 << Int(form)
            guard bytes.count >= used + size else { return nil }
            let digits = bytes[used..<used + size].reversed().reduce(Int64(0)) { $0 << 8 | Int64($1) }
            let unused = 64 - 8 * size
            text = String((digits << unused) >> unused)
            total += size
        case .plain, .special:
            guard let (size, used) = string(bytes) else { return nil }
            skip = size
            total = used
        }
        if isName { fieldName = text ?? "" } else if let text { fields[fieldName] = text }
        return advance(total)
    }

    // MARK: Tokens

    /// A string's size, and the bytes in front of it.
    private mutating func string(_ bytes: UnsafeRawBufferPointer) -> (size: UInt64, used: Int)? {
        guard let (length, used) = length(bytes) else { return nil }
        switch length {
        case .plain(let size): return (size, used)
        case .special(let form) where form <= 2: return (1 << UInt64(form), used)
        case .special(3):  // Compressed: the size that it has, and the one that it had.
            let rest = UnsafeRawBufferPointer(rebasing: bytes[used...])
            guard let (size, first) = number(rest) else { return nil }
            guard let (_, second) = number(UnsafeRawBufferPointer(rebasing: rest[first...])) else { return nil }
            return (size, used + first + second)
        case .special:
            progress = .lost("a string is in a form that is not known here")
            return (0, used)
        }
    }

    private mutating func number(_ bytes: UnsafeRawBufferPointer) -> (value: UInt64, used: Int)? {
        guard let (length, used) = length(bytes) else { return nil }
        if case .plain(let value) = length { return (value, used) }
        progress = .lost("a number is not where it should be")
        return (0, used)
    }

    private mutating func length(_ bytes: UnsafeRawBufferPointer) -> (Length, used: Int)? {
        guard let first = bytes.first else { return nil }
        func whole(_ size: Int) -> UInt64? {
            guard bytes.count > size else { return nil }
            return bytes[1...size].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        switch first >> 6 {
        case 0: return (.plain(UInt64(first)), 1)
        case 1: return whole(1).map { (.plain(UInt64(first & 0x3F) << 8 | $0), 2) }
        case 2 where first == 0x80: return whole(4).map { (.plain($0), 5) }
        case 2 where first == 0x81: return whole(8).map { (.plain($0), 9) }
        case 3: return (.special(first & 0x3F), 1)
        default:
            progress = .lost("a length is in a form that is not known here")
            return (.plain(0), 1)
        }
    }
}
