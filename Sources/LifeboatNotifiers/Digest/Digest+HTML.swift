extension Digest {
    /// A page that needs nothing from elsewhere: no image, no script, no style sheet.
    package var html: String {
        var body = "<h2 style=\"color:\(Self.colour(verdict))\">\(Self.escaped(title))</h2>\n"
        body += "<p>\(Self.escaped(introduction))</p>\n"
        for section in sections {
            body += "<h3>\(Self.escaped(section.heading))</h3>\n"
            for entry in section.entries {
                body += "<p><b style=\"color:\(Self.colour(entry.verdict))\">\(Self.escaped(entry.state))</b> "
                body += "<b>\(Self.escaped(entry.title))</b></p>\n"
                guard !entry.lines.isEmpty else { continue }
                body += "<ul>\n\(entry.lines.map(Self.item).joined())</ul>\n"
            }
        }
        body += "<p style=\"color:#666\">\(Self.escaped(footer))</p>\n"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>\(Self.escaped(title))</title></head>
            <body style="font-family:sans-serif">
            \(body)</body>
            </html>

            """
    }

    private static func item(_ line: Line) -> String {
        switch line {
        case .error(let text): "<li style=\"color:#b00020\">\(escaped(text))</li>\n"
        case .warning(let text): "<li style=\"color:#8a5a00\">\(escaped(text))</li>\n"
        case .hint(let text): "<li style=\"list-style:none\"><i>\(escaped(text))</i></li>\n"
        case .plain(let text): "<li>\(escaped(text))</li>\n"
        case .detail(let text): "<li style=\"list-style:none\">\(escaped(text))</li>\n"
        case .command(let text): "<li style=\"list-style:none\"><code>\(escaped(text))</code></li>\n"
        }
    }

    private static func colour(_ verdict: RunVerdict) -> String {
        switch verdict {
        case .failure: "#b00020"
        case .degraded: "#8a5a00"
        case .success: "#1b6e1b"
        }
    }

    /// Whatever a name holds, it is text. Control characters have no place in a page.
    static func escaped(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "'": output += "&#39;"
            default:
                let isControl = scalar.value < 32 || (127..<160).contains(scalar.value)
                output.unicodeScalars.append(isControl ? " " : scalar)
            }
        }
        return output
    }
}
