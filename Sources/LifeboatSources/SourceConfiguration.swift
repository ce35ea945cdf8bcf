/// What one source is, as the configuration says it: one case per kind that can be dumped.
package enum SourceConfiguration: Sendable, Hashable {
    case files(FilesConfiguration)
    case external(ExternalConfiguration)
    case sqlite(SQLiteConfiguration)
    case mysql(MySQLConfiguration)
    case xtrabackup(XtraBackupConfiguration)
    case redis(RedisConfiguration)
    case etcd(EtcdConfiguration)
    case mongodb(MongoDBConfiguration)
    case postgresql(PostgreSQLConfiguration)
    case basebackup(BaseBackupConfiguration)
}
