import Foundation
import LifeboatCore
import LifeboatProcesses

/// The `ssh` program as it is started for one connection. The user's and the host's own ssh configuration holds too,
/// jump hosts and ciphers for example, but for what is set here.
struct SSHCommand: SFTPProgram {
    /// Its agent, hardware keys and tickets.
    private static let variables: Set = [
        "SSH_AUTH_SOCK", "SSH_SK_PROVIDER", "SSH_SK_HELPER", "SSH_PKCS11_HELPER", "XDG_RUNTIME_DIR",
        "KRB5CCNAME", "KRB5_CONFIG", "KRB5_KTNAME", "KRB5_CLIENT_KTNAME",
    ]

    let configuration: SFTPStorageConfiguration
    let command: Command
    /// ssh starts it by its path while this value lives.
    private let askpass: PrivateFile?

    /// - Throws: when there is no memory for the program that gives ssh the password.
    init(_ configuration: SFTPStorageConfiguration, _ environment: [String: String], _ toolbox: Toolbox) throws {
        self.configuration = configuration
        var variables = Surroundings.variables(from: environment, and: Self.variables)
        askpass = try configuration.password.map { secret in
            let answer = configuration.keyFile == nil ? Self.asLogin(secret) : Self.asPassphrase(secret)
            return try PrivateFile(Secret(answer), isProgram: true)
        }
        if let askpass {
            variables["SSH_ASKPASS"] = .plain(askpass.path)
            variables["SSH_ASKPASS_REQUIRE"] = "force"
        }
        var command = toolbox.command(
            "ssh",
            Self.options(configuration).flatMap { ["-o", $0] } + [
                "-l", configuration.user, "-s", "--", configuration.host, "sftp",
            ],
            environment: variables, debianPackage: "openssh-client")
        command.inheritsEnvironment = false
        command.secrets = Set([configuration.password].compactMap(\.self))
        self.command = command
    }

    /// A program that tells a login's password to the ssh that we have started, and to no other: one that this has started
    /// in its turn leads to a jump host, which has no business with it.
    private static func asLogin(_ password: Secret) -> String {
        """
        #!/bin/sh
        while read -r key value; do
            if [ "$key" = PPid: ] && [ "$value" = \(getpid()) ]; then
                printf '%s\\n' \(quotedForShell(password.revealed))
                exit
            fi
        done <"/proc/$PPID/status"
        exit 1

        """
    }

    /// One that tells a key's passphrase, which no ssh sends anywhere, whichever host the key is for. What a server asks for
    /// it does not answer.
    private static func asPassphrase(_ passphrase: Secret) -> String {
        """
        #!/bin/sh
        case $1 in
        "Enter passphrase for "* | "Enter PIN for "*) printf '%s\\n' \(quotedForShell(passphrase.revealed)) ;;
        *) exit 1 ;;
        esac

        """
    }

    private static func quotedForShell(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }

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
