import LifeboatCore
import LifeboatProcesses

/// The `ssh` program as it is started for one connection. The user's and the host's own ssh configuration holds too,
/// jump hosts and ciphers for example, but for what is set here.
struct SSHCommand: SFTPProgram {
    /// What ssh asks for is always the one secret that it was given.
    private static let answer = "#!/bin/sh\nprintf '%s\\n' \"$LIFEBOAT_SSH_SECRET\"\n"

    let configuration: SFTPStorageConfiguration
    let command: Command
    /// ssh starts it by its path while this value lives.
    private let askpass: PrivateFile?

    /// - Throws: when the key cannot be read, or there is no memory for the program that gives ssh the password.
    init(_ configuration: SFTPStorageConfiguration, _ toolbox: Toolbox) throws {
        self.configuration = configuration
        var environment: [String: EnvironmentValue] = [:]
        if let password = configuration.password {
            let program = try PrivateFile(Secret(Self.answer), isProgram: true)
            environment["SSH_ASKPASS"] = .plain(program.path)
            environment["SSH_ASKPASS_REQUIRE"] = "force"
            environment["LIFEBOAT_SSH_SECRET"] = .secret(password)
            askpass = program
        } else {
            askpass = nil
        }
        command = toolbox.command(
            "ssh",
            Self.options(configuration).flatMap { ["-o", $0] } + [
                "-l", configuration.user, "-s", "--", configuration.host, "sftp",
            ],
            environment: environment, debianPackage: "openssh-client")
    }

    private static func options(_ configuration: SFTPStorageConfiguration) -> [String] {
        var options = [
            "Port=\(configuration.port)",
            "BatchMode=\(configuration.password == nil ? "yes" : "no")",
            "NumberOfPasswordPrompts=1",
            "StrictHostKeyChecking=yes",
            // It would write to known_hosts.
            "UpdateHostKeys=no",
            "ConnectTimeout=30",
            // A connection on which nothing comes back is given up after a minute.
            "ServerAliveInterval=15",
            "ServerAliveCountMax=4",
            // A connection that others share, or that stays in the background, would not end with us.
            "ControlMaster=no",
            "ControlPath=none",
            "ForwardAgent=no",
            "ForwardX11=no",
            "ClearAllForwardings=yes",
            "PermitLocalCommand=no",
            "RequestTTY=no",
            "RemoteCommand=none",
            // Says the fingerprint of the server's key; see ``explain(_:)``.
            "LogLevel=DEBUG1",
        ]
        if let keyFile = configuration.keyFile {
            // The secret is the key's passphrase then: no server must be offered it as a password.
            options += ["IdentityFile=\(quoted(keyFile))", "IdentitiesOnly=yes", "PreferredAuthentications=publickey"]
        } else {
            options += ["PubkeyAuthentication=no"]
        }
        if let knownHosts = configuration.knownHosts {
            options += ["UserKnownHostsFile=\(quoted(knownHosts))", "GlobalKnownHostsFile=/dev/null"]
        }
        return options
    }

    /// A path as ssh_config(5) reads it back: no `%` and no space means anything.
    private static func quoted(_ path: String) -> String {
        let escaped = path.flatMap { character -> String in
            switch character {
            case "%": "%%"
            case "\"", "\\": "\\\(character)"
            default: String(character)
            }
        }
        return "\"\(String(escaped))\""
    }
}
