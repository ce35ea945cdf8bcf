package import LifeboatCore

/// A program and how it is to be started. A value: nothing runs until one of the `run` methods is called.
///
/// There is no shell in between: what stands in ``arguments`` reaches the program byte for byte. Secrets have no
/// place there, because every user of the host can read them; they go into ``environment`` or a private file.
///
/// A child is not told to die with us (`PR_SET_PDEATHSIG`): swift-subprocess forks on a thread of its own choosing,
/// and the signal is bound to the life of that thread, not of the process. When Lifeboat is killed, its pipes close:
/// whoever writes gets SIGPIPE, whoever reads gets the end of input.
package struct Command: Sendable {
    /// A name, looked for in `PATH`, or an absolute path.
    package var executable: String
    package var arguments: [String]
    /// Variables to set on top of ours, or alone when ``inheritsEnvironment`` is off.
    package var environment: [String: EnvironmentValue]
    /// Cut out of whatever the child prints, besides the secrets in ``environment``.
    package var secrets: Set<Secret>
    /// Whether the child sees our environment too.
    package var inheritsEnvironment: Bool
    /// Where the child starts; `nil` is our own working folder.
    package var workingFolder: String?
    /// The Debian package that brings the program, for the hint when it is missing.
    package var debianPackage: String?
    /// How long a child that was asked to end (SIGTERM) may take before it is killed.
    package var gracePeriod: Duration

    package init(
        _ executable: String, _ arguments: [String] = [], environment: [String: EnvironmentValue] = [:],
        secrets: Set<Secret> = [], inheritsEnvironment: Bool = true, workingFolder: String? = nil,
        debianPackage: String? = nil,
        gracePeriod: Duration = .seconds(10)
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.secrets = secrets
        self.inheritsEnvironment = inheritsEnvironment
        self.workingFolder = workingFolder
        self.debianPackage = debianPackage
        self.gracePeriod = gracePeriod
    }

    /// The program's name as people know it: `pg_dump`.
    package var name: String {
        String(executable.split(separator: "/").last ?? "")
    }

    var redaction: Redaction {
        Redaction(
            secrets: secrets
                + environment.values.compactMap {
                    if case .secret(let secret) = $0 { secret } else { nil }
                })
    }

    /// A text of the child's without the secrets.
    package func redacted(_ text: String) -> String { redaction.apply(to: text) }
}
