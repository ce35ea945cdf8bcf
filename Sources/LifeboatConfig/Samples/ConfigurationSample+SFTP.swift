extension ConfigurationSample {
    /// - Parameter folder: a name that no other storage of the sample has.
    static func sftp(folder: String) -> String {
        """
              - storage: scp
                host: backup.example.com
                user: backup
                # Or `password`: better from the environment, in a file named *.j2, as {{ backup_password }}.
                path_to_key: /etc/lifeboat/ssh/id_ed25519
                # Made with: ssh-keyscan backup.example.com > /etc/lifeboat/ssh/known_hosts
                known_hosts: /etc/lifeboat/ssh/known_hosts
                backup_dir: \(folder)

        """
    }
}
