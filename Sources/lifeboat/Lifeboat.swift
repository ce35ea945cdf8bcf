import ArgumentParser

/// The program: its commands. How a failure becomes text and an exit status is in ``EntryPoint``.
struct Lifeboat: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lifeboat",
        abstract: "Stateful backups, proven to restore.",
        discussion: """
            Without a command it runs all jobs, or the ones that are named: a word that is \
            no command is taken for a job. The configuration is the first that there is of: \
            -c FILE, $LIFEBOAT_CONFIG, /etc/lifeboat/lifeboat.yaml, \
            /etc/lifeboat/lifeboat.yaml.j2, /etc/nxs-backup/nxs-backup.conf.

            Exit status:
                0  done
                1  failed: nothing new of some target
                3  degraded: backed up, but not everywhere or not everything;
                   or restored, but not all as it was
                4  a stored backup is damaged, as verify or a restore found
                5  it could not be verified
               64  the command line is wrong
               75  another run of the job is going on
               78  the configuration is wrong
              130  interrupted (SIGINT)
              141  nobody reads the output any more, as in list | head
              143  terminated (SIGTERM)
            """,
        version: Version.text,
        subcommands: [
            RunCommand.self, ListCommand.self, RestoreCommand.self, VerifyCommand.self, ExpireCommand.self,
            CopyCommand.self, StatusCommand.self, MetricsCommand.self, CheckCommand.self, ConfigCommand.self,
            GenerateCommand.self, KubeCommand.self,
            CompletionsCommand.self,
        ],
        defaultSubcommand: RunCommand.self)
}
