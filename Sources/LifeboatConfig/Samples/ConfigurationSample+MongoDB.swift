extension ConfigurationSample {
    static let mongodb = """
          - job: documents
            type: mongodb
            sources:
              - connect:
                  db_host: 127.0.0.1
                  db_port: 27017
                  # A user with the role `backup`, known to the database `admin`.
                  # db_user: backup
                  # Better from the environment: name the file *.j2 and write {{ mongodb_password }}.
                  # db_password: secret
                # Each database becomes a backup of its own.
                target_dbs:
                  - all

        """
}
