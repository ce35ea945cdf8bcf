import ArgumentParser
import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatEngine

/// `lifeboat restore`: put backups back.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup back: into a folder, a server, to stdout, or in place.",
        discussion: """
            Takes the newest complete backup of the job's target, or of each of its \
            targets, in the order in which they need each other; one that is dated in the future only where there is no other. The \
            stored bytes and the decoded ones are checked against the receipt while they \
            pass. A target that fails does not keep the others from being restored. A copy \
            that cannot be read is named, and the next storage's copy is taken; not with \
            --storage, nor when bytes have already gone to stdout.

            What lies in a folder and is not in the backup is left there by --in-place and \
            --force. SQLite databases are not replaced while a program has them open.

            --to takes a folder, or the URL of a server for a database, such as
            postgresql://user@host:5432/database; without a database the name is the one it
            had. Its password comes from LIFEBOAT_RESTORE_PASSWORD, or from the file that
            LIFEBOAT_RESTORE_PASSWORD_FILE names. What is written over by --force or
            --in-place is touched only after the whole backup was verified.

            Where a job has several sources, --to makes a folder for each, by its name.

            --as-of takes 2026-11-23, 2026-11-23T03:00 (in the job's time zone) or \
            2026-11-23T03:00:00Z.

            Exit status: 0 restored and proven; 1 failed, also where the reader of --stdout \
            ended early; 3 restored, but not all as it was, from a partial backup, or with a \
            copy that cannot be read; 4 the backup is damaged; 64 the command line is wrong; \
            78 the configuration is wrong; 143 or 130 when interrupted.

            Example: lifeboat restore desc-files --to /tmp/restored
            Example: lifeboat restore pg/shop --to postgresql://admin@db.example.org/shop
            """)

    @Argument(help: "JOB, JOB/TARGET or JOB/TARGET/ID.")
    var address: BackupAddress

    @OptionGroup var common: SharedOptions

    @Option(help: "A backup's id, as `list` shows it, or latest.")
    var backup = "latest"

    @Option(help: ArgumentHelp("The newest backup that was started then or before.", valueName: "time"))
    var asOf: String?

    @Option(help: "Take it from this storage.")
    var storage: String?

    @Option(
        help: ArgumentHelp(
            "Restore into this folder or server; what is there must be empty or absent.", valueName: "place"))
    var to: String?

    @Flag(help: "What is restored may belong to whoever restores it: for a try.")
    var anyOwner = false

    @Flag(help: "With --to: into a folder or database that is not empty, over what is there.")
    var force = false

    @Option(
        name: .customLong("as"), help: ArgumentHelp("Restore beside the original, under this name.", valueName: "name"))
    var newName: String?

    @Flag(help: "Write the plain dump of one target to stdout.")
    var stdout = false

    @Flag(help: "Restore over the original; in a folder, what is not in the backup stays.")
    var inPlace = false

    @Option(name: [.customShort("o"), .long], help: "What stdout gets when all is done: text (nothing) or json.")
    var output = ReportFormat.text

    func validate() throws {
        let places = [to != nil, newName != nil, stdout, inPlace].count { $0 }
        guard places == 1 else {
            throw ValidationError("say where to: one of --to PLACE, --as NAME, --stdout, --in-place")
        }
        guard !stdout || output != .json else {
            throw ValidationError("--stdout fills stdout with the dump; there is no room for --output json")
        }
        guard to != "" else { throw ValidationError("--to names no folder") }
        guard !force || to != nil else { throw ValidationError("--force goes with --to") }
        guard asOf == nil || backup == "latest" else {
            throw ValidationError("--backup and --as-of exclude each other")
        }
        guard address.id == nil || (asOf == nil && backup == "latest") else {
            throw ValidationError("\(address) names a backup already; leave --backup and --as-of out")
        }
        guard backup == "latest" || BackupID(backup) != nil else {
            throw ValidationError("\(backup) is not a backup's id; `lifeboat list` shows them")
        }
    }

    func run() async throws {
        let configuration = try common.configuration()
        let entry = try JobSelection.job(address.job, in: configuration)
        try JobSelection.requireStorage(storage, in: [entry])
        let job = Jobs(configuration).job(entry)
        let server = try RestoreServer.read(to, for: entry.type, ProcessInfo.processInfo.environment)
        let choice = try choice(job.calendar)
        let interruption = Interruption()
        let report = try await interruption.guarding { await restore(job, choice, server) }
        if output == .json { try report.writeJSON() }
        if let exit = interruption.exit ?? report.exit { throw exit }
    }

    private func choice(_ calendar: Calendar) throws -> BackupChoice {
        if let asOf {
            guard let date = TimeText.parse(asOf, calendar: calendar) else {
                throw LifeboatError(
                    .usage, "--as-of \(asOf) is not a time",
                    hint: "as 2026-11-23, 2026-11-23T03:00 or 2026-11-23T03:00:00Z")
            }
            return .asOf(date)
        }
        return (address.id ?? BackupID(backup)).map(BackupChoice.id) ?? .latest
    }
}
