import LifeboatCore

/// Ends the program with a status; everything that is to be said has been said.
struct Exit: Error {
    let code: Int32

    init(_ code: LifeboatCore.ExitCode) {
        self.code = code.rawValue
    }
}
