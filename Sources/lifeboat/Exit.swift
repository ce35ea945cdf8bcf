import LifeboatCore

/// Ends the program with a status; everything that is to be said has been said.
struct Exit: Error {
    let code: Int32
    /// Why, in one line, for whoever sees nothing else.
    let reason: String

    init(_ code: LifeboatCore.ExitCode, _ reason: String) {
        self.code = code.rawValue
        self.reason = reason
    }
}
