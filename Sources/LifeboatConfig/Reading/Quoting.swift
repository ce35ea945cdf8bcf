/// Texts from a configuration as messages and listings show them.
enum Quoting {
    /// In backticks, cut when it is long, control characters visible.
    static func quoted(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(60).map(visible).joined()
        return "`\(shown)\(text.unicodeScalars.count > 60 ? "…" : "")`"
    }

    private static func visible(_ scalar: Unicode.Scalar) -> String {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            scalar.escaped(asASCII: true)
        default: String(scalar)
        }
    }
}
