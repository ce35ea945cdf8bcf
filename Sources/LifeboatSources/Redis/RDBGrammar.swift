/// How the values of an RDB file are put together, as far as it takes to step over them.
///
/// The format is that of Redis' `rdb.h` and `rdb.c`, RDB versions 5 to 12, and of Valkey's, which are the same up to
/// version 11. A type that is not here is one that a newer server has.
enum RDBGrammar {
    indirect enum Part: Sendable {
        case string
        case length
        case raw(UInt64)
        /// A floating-point number as text, its size in front.
        case textNumber
        /// A length, and these parts so many times.
        case repeated([Part])
        /// A length, and this number of strings so many times; there may be very many.
        case strings(each: UInt64)
        /// What a module wrote: numbers and strings, each with its kind in front, up to an end mark.
        case module
        /// The number of the database that the following keys belong to.
        case database
        /// The name and the value of a field about the dump itself.
        case fieldName
        case fieldValue
    }

    static let endOfFile: UInt8 = 255
    static let functions: UInt8 = 245

    /// What follows an opcode; `nil` when it is none that is known.
    static func opcode(_ code: UInt8) -> [Part]? {
        switch code {
        case 244: [.length, .length, .length]  // SLOT_INFO
        case functions: [.string]  // FUNCTION2
        case 247: [.length, .length, .length, .module]  // MODULE_AUX
        case 248: [.length]  // IDLE
        case 249: [.raw(1)]  // FREQ
        case 250: [.fieldName, .fieldValue]  // AUX
        case 251: [.length, .length]  // RESIZEDB
        case 252: [.raw(8)]  // EXPIRETIME_MS
        case 253: [.raw(4)]  // EXPIRETIME
        case 254: [.database]  // SELECTDB
        default: nil
        }
    }

    /// Whether the opcode gives the next key a time to live.
    static func isExpiry(_ code: UInt8) -> Bool { code == 252 || code == 253 }

    /// The key and its value, by the value's type; `nil` when it is none that is known.
    static func entry(_ type: UInt8) -> [Part]? { Int(type) < entries.count ? entries[Int(type)] : nil }

    private static let entries: [[Part]?] = (0..<26).map { type in value(UInt8(type)).map { [.string] + $0 } }

    private static func value(_ type: UInt8) -> [Part]? {
        switch type {
        case 0, 9, 10, 11, 12, 13, 16, 17, 20: [.string]  // STRING, and all that is packed into one
        case 1, 2, 14: [.strings(each: 1)]  // LIST, SET, LIST_QUICKLIST
        case 3: [.repeated([.string, .textNumber])]  // ZSET
        case 4: [.strings(each: 2)]  // HASH
        case 5: [.repeated([.string, .raw(8)])]  // ZSET_2
        case 7: [.length, .module]  // MODULE_2
        case 15: stream(1)  // STREAM_LISTPACKS
        case 18: [.repeated([.length, .string])]  // LIST_QUICKLIST_2
        case 19: stream(2)  // STREAM_LISTPACKS_2
        case 21: stream(3)  // STREAM_LISTPACKS_3
        case 24: [.raw(8), .repeated([.length, .string, .string])]  // HASH_METADATA
        case 25: [.raw(8), .string]  // HASH_LISTPACK_EX
        default: nil
        }
    }

    private static func stream(_ version: Int) -> [Part] {
        let nodes: [Part] = [.strings(each: 2)]
        // The number of entries and the last id; then the first id, the highest deleted one, and how many ever were.
        let numbers = [Part](repeating: .length, count: version >= 2 ? 8 : 3)
        let pending: Part = .repeated([.raw(16), .raw(8), .length])
        let consumer: [Part] = [.string, .raw(version >= 3 ? 16 : 8), .repeated([.raw(16)])]
        let position = [Part](repeating: .length, count: version >= 2 ? 3 : 2)
        let group: [Part] = [.string] + position + [pending, .repeated(consumer)]
        return nodes + numbers + [.repeated(group)]
    }
}
