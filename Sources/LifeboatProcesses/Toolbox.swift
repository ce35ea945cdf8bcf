/// Where programs are looked for.
package struct Toolbox: Sendable {
    /// As the variable `PATH`; `nil` is our own.
    private let path: String?

    package init(path: String? = nil) {
        self.path = path
    }

    /// A command for a program of this toolbox; see ``Command``.
    package func command(
        _ executable: String, _ arguments: [String] = [], environment: [String: EnvironmentValue] = [:],
        workingFolder: String? = nil, debianPackage: String
    ) -> Command {
        var environment = environment
        if let path { environment["PATH"] = .plain(path) }
        return Command(
            executable, arguments, environment: environment, workingFolder: workingFolder, debianPackage: debianPackage)
    }
}
