/// A shell's file name pattern, for matching and for expansion.
///
/// `*` any bytes but a slash, `?` one byte but a slash, `[a-z]` and `[!x]` (or `[^x]`) one byte of a set, `\` takes
/// the next as it is; `**` as a whole component: any number of folders, none included. A `[` without its `]` stands
/// for itself. File names are bytes, so matching is by bytes.
package struct Glob: Sendable, Hashable {
    package enum Token: Hashable, Sendable {
        case byte(UInt8)
        case anyByte
        case anyBytes
        case set([ClosedRange<UInt8>], negated: Bool)
    }

    package enum Component: Hashable, Sendable {
        /// No pattern in it: a plain name.
        case name([UInt8])
        case pattern([Token])
        /// `**`
        case folders
    }

    package let text: String
    package let isAbsolute: Bool
    /// It ends in a slash: only folders are meant.
    package let isFolderOnly: Bool
    /// There was a slash before its last component: it says where, not only what.
    package let isAnchored: Bool
    package let components: [Component]

    package init(_ text: String) {
        self.text = text
        let bytes = Array(text.utf8)
        let slash = UInt8(ascii: "/")
        isAbsolute = bytes.first == slash
        isFolderOnly = bytes.count > 1 && bytes.last == slash
        isAnchored = bytes.dropLast().contains(slash)
        var components: [Component] = []
        for part in bytes.split(separator: slash) where !part.elementsEqual([UInt8(ascii: ".")]) {
            let component = Self.component(part)
            // Two in a row say nothing more than one.
            if component == .folders, components.last == .folders { continue }
            components.append(component)
        }
        self.components = components
    }

    /// Whether there is anything in it that a plain path has not.
    package var isPattern: Bool {
        components.contains { component in
            if case .name = component { false } else { true }
        }
    }

    private static func component(_ part: ArraySlice<UInt8>) -> Component {
        if part.elementsEqual([UInt8(ascii: "*"), UInt8(ascii: "*")]) { return .folders }
        var tokens: [Token] = []
        var rest = part
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "*"): if tokens.last != .anyBytes { tokens.append(.anyBytes) }
            case UInt8(ascii: "?"): tokens.append(.anyByte)
            case UInt8(ascii: "["): tokens.append(set(&rest) ?? .byte(byte))
            case UInt8(ascii: "\\"): tokens.append(.byte(rest.popFirst() ?? byte))
            default: tokens.append(.byte(byte))
            }
        }
        var name: [UInt8] = []
        for token in tokens {
            guard case .byte(let byte) = token else { return .pattern(tokens) }
            name.append(byte)
        }
        return .name(name)
    }

    /// Reads a set from behind its `[`; leaves `rest` alone when there is no `]`.
    private static func set(_ rest: inout ArraySlice<UInt8>) -> Token? {
        var ahead = rest
        let negated = ahead.first == UInt8(ascii: "!") || ahead.first == UInt8(ascii: "^")
        if negated { ahead.removeFirst() }
        var ranges: [ClosedRange<UInt8>] = []
        var isFirst = true
        while var low = ahead.popFirst() {
            // A `]` right behind the `[` is a member of the set.
            if low == UInt8(ascii: "]"), !isFirst {
                rest = ahead
                return .set(ranges, negated: negated)
            }
            isFirst = false
            if low == UInt8(ascii: "\\"), let escaped = ahead.popFirst() { low = escaped }
            guard ahead.first == UInt8(ascii: "-"), ahead.count > 1, ahead.dropFirst().first != UInt8(ascii: "]") else {
                ranges.append(low...low)
                continue
            }
            ahead.removeFirst()
            var high = ahead.removeFirst()
            if high == UInt8(ascii: "\\"), let escaped = ahead.popFirst() { high = escaped }
            // `[z-a]` contains nothing.
            if low <= high { ranges.append(low...high) }
        }
        return nil
    }
}
