import LifeboatCore

/// The one rendering of an error: what, where and why on one line, what to do on the next.
enum ErrorText {
    static func render(_ error: LifeboatError) -> String {
        var text = "error: \(error.summary)\n"
        if let hint = error.hint { text += "hint: \(hint)\n" }
        return text
    }
}
