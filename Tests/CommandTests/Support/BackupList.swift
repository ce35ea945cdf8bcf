/// What `list -o json` prints.
struct BackupList: Decodable {
    var backups: [ListedBackup]
}
