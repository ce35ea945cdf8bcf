extension ConfigurationSample {
    static let redis = """
          - job: cache
            type: redis
            sources:
              - connect:
                  db_host: 127.0.0.1
                  db_port: 6379
                  # Better from the environment: name the file *.j2 and write {{ redis_password }}.
                  # db_password: secret
                  # A user of the server's ACL. It needs +ping +info +replconf +sync +psync.
                  # db_user: backup

        """
}
