package import LifeboatCore

/// A commented configuration to start from: `lifeboat generate`. It loads as it is.
package struct ConfigurationSample: Sendable {
    private let type: JobType
    private let storages: [StorageType]

    /// - Parameter storages: at least one; the same kind may come more than once.
    /// - Throws: when this version does not support what is asked for.
    package init(type: JobType, storages: [StorageType]) throws(LifeboatError) {
        guard type.isSupported else {
            throw LifeboatError(
                .usage, "\(type.rawValue) is not supported by this version",
                hint: "supported: \(JobType.supportedNames)")
        }
        guard !storages.isEmpty else {
            throw LifeboatError(
                .usage, "no storage is named", hint: "supported: \(StorageType.names.joined(separator: ", "))")
        }
        self.type = type
        self.storages = storages
    }

    /// The file's text.
    package var text: String {
        let places = storages.enumerated().map { Self.storage($1, number: $0 + 1) }.joined()
        return Self.main + Self.job(type) + "    storages:\n" + places
    }

    private static let main = """
        # What holds for all jobs. Every key may be left out.
        main:
          # Under which name backups are kept: list, restore and expire never mix two.
          # server_name: my-server
          # At most so many bytes per second are read from the sources.
          # block_io_read: 50M
          # Whose days, weeks and months are counted when old backups expire.
          timezone: UTC

        # One entry for each thing that is backed up. A project with many of them keeps each in a file of its own:
        # jobs: !include [conf.d/*.conf]
        jobs:

        """

    private static func job(_ type: JobType) -> String {
        switch type {
        case .external:
            """
              - job: dump
                type: external
                # Run by bash with pipefail. What it writes to its standard output becomes the backup.
                dump_cmd: tar -C /srv/data -cf - .
                stream: yes
                extension: tar

            """
        case .sqlite:
            """
              - job: databases-of-app
                type: sqlite
                sources:
                  # Absolute paths or globs: each file becomes a backup of its own, taken while the application writes.
                  - target:
                      - /srv/app/app.sqlite3

            """
        case .redis: redis
        case .etcd: etcd
        case .mongodb: mongodb
        case .postgresql: postgresql
        case .basebackup: basebackup
        case .mysql:
            """
              - job: databases-of-app
                type: mysql
                sources:
                  - connect:
                      db_host: 127.0.0.1
                      db_port: 3306
                      db_user: backup
                      # A file that ends in .j2 takes it from the environment: db_password: {{ db_password }}
                      db_password: change-me
                    # Names of databases, or `all`; each becomes a backup of its own.
                    target:
                      - app
                    # Further options of mariadb-dump or mysqldump.
                    # extra_keys: --order-by-primary
                    # On a replica: pause replication while it is dumped.
                    # is_slave: yes

            """
        case .xtrabackup:
            """
              - job: server
                type: mysql_xtrabackup
                sources:
                  # On the host of the server: its files are read.
                  - connect:
                      db_user: backup
                      # A file that ends in .j2 takes it from the environment: db_password: {{ db_password }}
                      db_password: change-me
                      # The server's own option file, for its data directory and its socket.
                      path_to_conf: /etc/mysql/my.cnf

            """
        case .files, .incrementalFiles:
            """
              - job: files-of-app
                type: \(JobType.files.rawValue)
                sources:
                  # Absolute paths or globs: each match becomes a backup of its own.
                  - target:
                      - /srv/app/files
                    # Globs without a slash match names at any depth.
                    excludes:
                      - "*.tmp"
                    # zstd, gzip or none.
                    compression: zstd

            """
        }
    }

    private static func storage(_ type: StorageType, number: Int) -> String {
        let place =
            switch type {
            case .scp: sftp(folder: "/srv/backups/lifeboat\(number == 1 ? "" : "-\(number)")")
            case .s3:
                """
                      - storage: s3
                        bucket_name: change-me
                        # Out of the environment where the file's name ends in .j2: access_key_id: {{ access_key_id }}
                        # Without both, they are looked for where Amazon's own programs look.
                        access_key_id: change-me
                        secret_access_key: change-me
                        # Another server than Amazon's:
                        # endpoint: https://s3.example.com
                        backup_dir: /lifeboat\(number == 1 ? "" : "-\(number)")

                """
            case .ftp:
                """
                      - storage: ftp
                        host: backup.example.com
                        user: change-me
                        # Out of the environment where the file's name ends in .j2: password: {{ ftp_password }}
                        password: change-me
                        # Without TLS everybody on the way reads the password and the backups.
                        tls: yes
                        backup_dir: lifeboat\(number == 1 ? "" : "-\(number)")

                """
            case .smb:
                """
                      - storage: smb
                        host: backup.example.com
                        share: backups
                        user: change-me
                        # Out of the environment where the file's name ends in .j2: password: {{ smb_password }}
                        password: change-me
                        backup_dir: lifeboat\(number == 1 ? "" : "-\(number)")

                """
            case .nfs:
                """
                      # A folder in an export that is mounted already, in a pod by a volume of the type nfs.
                      - storage: nfs
                        host: backup.example.com
                        backup_dir: /mnt/backups/lifeboat\(number == 1 ? "" : "-\(number)")

                """
            case .rclone:
                """
                      # A remote that `rclone config` has made.
                      - storage: rclone
                        remote: change-me:lifeboat\(number == 1 ? "" : "-\(number)")
                        # rclone_config: /etc/lifeboat/rclone.conf

                """
            case .webdav:
                """
                      - storage: webdav
                        host: https://cloud.example.com/dav
                        user: change-me
                        # Out of the environment where the file's name ends in .j2: password: {{ webdav_password }}
                        password: change-me
                        backup_dir: /lifeboat\(number == 1 ? "" : "-\(number)")

                """
            case .local:
                """
                      - storage: \(StorageType.local.rawValue)
                        backup_dir: /var/backups/lifeboat\(number == 1 ? "" : "-\(number)")

                """
            }
        return place + """
                    # Keeps the newest backup of each of the last days, weeks and months that have one.
                    # Without `store` everything is kept.
                    store:
                      days: 7
                      weeks: 4
                      month: 6

            """
    }
}
