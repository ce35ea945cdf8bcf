extension Digest {
    /// For a telephone at three in the morning: short lines, nothing that needs a wide screen.
    package var text: String {
        var output = "\(Self.plain(title))\n\(introduction)\n"
        for section in sections {
            output += "\n\(section.heading.uppercased())\n"
            var isList = false
            for entry in section.entries {
                // What is one line each stays together.
                if !(isList && entry.lines.isEmpty) { output += "\n" }
                isList = entry.lines.isEmpty
                output += "\(entry.state.uppercased())  \(Self.plain(entry.title))\n"
                for line in entry.lines { output += Self.text(line) }
            }
        }
        return output + "\n-- \n\(footer)\n"
    }

    private static func text(_ line: Line) -> String {
        switch line {
        case .error(let text): "  error: \(plain(text))\n"
        case .warning(let text): "  warning: \(plain(text))\n"
        case .hint(let text): "    hint: \(plain(text))\n"
        case .plain(let text): "  \(plain(text))\n"
        case .detail(let text): "    \(plain(text))\n"
        case .command(let text): "  > \(plain(text))\n"
        }
    }

    /// Names may hold anything; a line break in one must not look like a line of ours.
    private static func plain(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            scalar.value < 32 || (127..<160).contains(scalar.value) ? " " : scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
