import LifeboatCore

/// The one rendering of an error: what, where and why on one line, what to do on the next.
enum ErrorText {
    /// - Parameter word: how bad it is, `error` or `warning`.
    static func render(_ error: LifeboatError, as word: String = "error") -> String {
        var text = "\(word): \(error.summary)\n"
        if let hint = error.hint { text += "hint: \(hint)\n" }
        return text
    }
}
