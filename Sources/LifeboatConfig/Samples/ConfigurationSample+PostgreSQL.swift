extension ConfigurationSample {
    static let postgresql = """
          - job: postgresql
            type: postgresql
            sources:
              - connect:
                  db_host: 127.0.0.1
                  db_port: 5432
                  # May read everything: `GRANT pg_read_all_data TO backup`, or a superuser.
                  db_user: backup
                  # Out of the environment where the file's name ends in .j2: db_password: {{ db_password }}
                  db_password: change-me
                  # require encrypts; verify-full, with ca_cert, proves that it is the right server as well.
                  # sslmode: verify-full
                  # ca_cert: /etc/lifeboat/ca.pem
                # Names of databases; with `all` the roles and tablespaces are backed up too.
                target:
                  - all
                # excludes: [scratch]
                # plain is SQL for psql; custom is an archive for pg_restore.
                # format: plain
                # Further options for pg_dump.
                # extra_keys: --exclude-table-data=sessions

        """

    static let basebackup = """
          - job: postgresql-server
            type: postgresql_basebackup
            sources:
              # The whole server as the files of its data directory, with the WAL to start by itself.
              - connect:
                  db_host: 127.0.0.1
                  db_port: 5432
                  # May replicate: `CREATE ROLE backup LOGIN REPLICATION PASSWORD …`, and a line in pg_hba.conf.
                  db_user: backup
                  db_password: change-me
                # spread waits minutes for the server's next checkpoint, and spares its disks.
                # checkpoint: fast

        """
}
