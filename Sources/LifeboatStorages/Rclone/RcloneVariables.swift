import LifeboatCore
import LifeboatProcesses

/// What a remote of the user's own gets of our environment besides what every program gets: rclone's configuration, and the
/// logins that some kinds of remotes look for by themselves (`env_auth`).
///
/// Not all of rclone's variables: one such as `RCLONE_DRY_RUN` or `RCLONE_MAX_SIZE` turns any command into another.
enum RcloneVariables {
    private static let names: Set = [
        "XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "GOOGLE_APPLICATION_CREDENTIALS",
        // How it connects.
        "RCLONE_BIND", "RCLONE_CA_CERT", "RCLONE_CLIENT_CERT", "RCLONE_CLIENT_KEY", "RCLONE_NO_CHECK_CERTIFICATE",
        "RCLONE_PASSWORD_COMMAND", "RCLONE_TPSLIMIT", "RCLONE_USER_AGENT",
    ]
    private static let families = ["RCLONE_CONFIG", "AWS_", "AZURE_", "CLOUDSDK_", "KRB5", "OCI_", "OS_", "ST_"]

    /// The kinds of remotes whose options may stand in a variable, as `RCLONE_S3_ACCESS_KEY_ID`: https://rclone.org/overview/.
    private static let kinds: Set = Set(
        """
        ALIAS AZUREBLOB AZUREFILES B2 BOX CHUNKER CLOUDINARY COMBINE COMPRESS CRYPT DRIVE DROPBOX FICHIER FILEFABRIC FILELU
        FILEN FILESCOM FTP GCS GOFILE HASHER HDFS HIDRIVE HTTP ICLOUDDRIVE IMAGEKIT INTERNETARCHIVE INTERNXT JOTTACLOUD
        KOOFR LINKBOX LOCAL MAILRU MEGA NETSTORAGE ONEDRIVE OOS OPENDRIVE PCLOUD PIKPAK PIXELDRAIN PREMIUMIZEME PROTONDRIVE
        PUTIO QINGSTOR QUATRIX S3 SEAFILE SFTP SHAREFILE SIA SMB STORJ SUGARSYNC SWIFT ULOZTO UNION WEBDAV YANDEX ZOHO
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    /// What may be a secret is cut out of whatever rclone says; the words are those of its backends' options.
    private static let secretWords = [
        "PASS", "SECRET", "TOKEN", "KEY", "CRED", "SAS", "GRANT", "COOKIE", "HEADER", "MNEMONIC", "CONNECTION_STRING",
    ]

    static func configuring(from environment: [String: String]) -> [String: EnvironmentValue] {
        var variables: [String: EnvironmentValue] = [:]
        for (name, value) in environment where isWanted(name) {
            variables[name] = isSecret(name, value) ? .secret(Secret(value)) : .plain(value)
        }
        return variables
    }

    private static func isWanted(_ name: String) -> Bool {
        if names.contains(name) || families.contains(where: name.hasPrefix) { return true }
        let words = name.split(separator: "_", maxSplits: 2)
        return words.count == 3 && words[0] == "RCLONE" && kinds.contains(String(words[1]))
    }

    /// Kinds of remotes, paths and switches are none, whatever they belong to.
    private static func isSecret(_ name: String, _ value: String) -> Bool {
        !["_TYPE", "_FILE"].contains(where: name.hasSuffix)
            && !["", "true", "false", "yes", "no", "1", "0"].contains(value)
            && secretWords.contains(where: name.contains)
    }
}
