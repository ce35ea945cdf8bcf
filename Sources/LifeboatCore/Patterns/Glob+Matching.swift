extension Glob {
    /// Whether the pattern matches the whole path. Slashes at its start and end say nothing here: whether a path is
    /// absolute is the caller's business.
    package func matches(_ path: some Collection<UInt8>) -> Bool {
        matches(path.split(separator: UInt8(ascii: "/")).map { Array($0) }[...])
    }

    /// The same for a path in components.
    package func matches(_ path: ArraySlice<[UInt8]>) -> Bool {
        Self.match(components[...], path, hiding: false)
    }

    /// Whether the path is one that an expansion could give: as ``matches(_:)``, but a name that begins with a dot is
    /// matched only by a component that begins with one.
    package func canExpand(to path: ArraySlice<[UInt8]>) -> Bool {
        Self.match(components[...], path, hiding: true)
    }

    /// Whether the pattern, which is one component, matches a name.
    package func matchesName(_ name: UnsafeRawBufferPointer) -> Bool {
        guard components.count == 1 else { return false }
        return Self.matches(components[0], name)
    }

    /// Star by star: only the last `**` that was met needs to be tried longer, as the earlier ones have found the
    /// shortest that serves.
    private static func match(
        _ pattern: ArraySlice<Component>, _ path: ArraySlice<[UInt8]>, hiding: Bool
    ) -> Bool {
        var pattern = pattern
        var path = path
        var again: (pattern: ArraySlice<Component>, path: ArraySlice<[UInt8]>)?
        while true {
            if pattern.first == .folders {
                pattern.removeFirst()
                again = (pattern, path)
                continue
            }
            if let component = pattern.first, let name = path.first,
                !(hiding && component.hides(name)), name.withUnsafeBytes({ matches(component, $0) })
            {
                pattern.removeFirst()
                path.removeFirst()
                continue
            }
            if pattern.isEmpty, path.isEmpty { return true }
            guard let last = again, let skipped = last.path.first, !(hiding && Component.folders.hides(skipped)) else {
                return false
            }
            again = (last.pattern, last.path.dropFirst())
            pattern = last.pattern
            path = last.path.dropFirst()
        }
    }

    package static func matches(_ component: Component, _ name: UnsafeRawBufferPointer) -> Bool {
        switch component {
        case .folders: true
        case .name(let bytes): bytes.count == name.count && bytes.elementsEqual(name)
        case .pattern(let tokens): matches(tokens, name)
        }
    }

    /// The same algorithm as for `**`, a byte at a time.
    private static func matches(_ tokens: [Token], _ name: UnsafeRawBufferPointer) -> Bool {
        var token = 0
        var position = 0
        var again: (token: Int, position: Int)?
        while true {
            if token < tokens.count {
                if tokens[token] == .anyBytes {
                    token += 1
                    again = (token, position)
                    continue
                }
                if position < name.count, matches(tokens[token], name[position]) {
                    token += 1
                    position += 1
                    continue
                }
            } else if position == name.count {
                return true
            }
            guard let last = again, last.position < name.count else { return false }
            again = (last.token, last.position + 1)
            token = last.token
            position = last.position + 1
        }
    }

    private static func matches(_ token: Token, _ byte: UInt8) -> Bool {
        switch token {
        case .byte(let wanted): wanted == byte
        case .anyByte, .anyBytes: true
        case .set(let ranges, let negated): ranges.contains { $0.contains(byte) } != negated
        }
    }
}

extension Glob.Component {
    /// As in a shell, a name that begins with a dot is matched only by a component that begins with one.
    package func hides(_ name: [UInt8]) -> Bool {
        let dot = UInt8(ascii: ".")
        guard name.first == dot else { return false }
        switch self {
        case .name: return false
        case .pattern(let tokens): return tokens.first != .byte(dot)
        case .folders: return true
        }
    }
}
