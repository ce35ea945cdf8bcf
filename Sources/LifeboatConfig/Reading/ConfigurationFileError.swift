import LifeboatCore

/// Why a file's text cannot be had.
struct ConfigurationFileError: Error {
    var what: String
    /// 0 when the whole file is meant.
    var line = 0
    var column = 0
    var hint: String?

    init(_ what: String, line: Int = 0, column: Int = 0, hint: String? = nil) {
        self.what = what
        self.line = line
        self.column = column
        self.hint = hint
    }

    init(_ error: LifeboatError) {
        self.init([error.what, error.why].compactMap(\.self).joined(separator: ": "), hint: error.hint)
    }
}
