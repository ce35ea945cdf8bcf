import LifeboatSources

/// The keys of the databases that this version cannot back up yet: known, so that what is wrong with them is said at once.
enum DatabaseKeys {
    static func check(_ section: Section, _ type: JobType) {
        if let connect = ConnectKeys(of: section) {
            check(connect, type)
            section.adopt("connect", connect.section)
        }
        switch type {
        case .postgresql:
            target(section)
            _ = section.text("extra_keys")
        case .basebackup:
            _ = section.text("extra_keys")
        case .mysql, .xtrabackup, .mongodb, .etcd, .redis, .files, .incrementalFiles, .external, .sqlite: break
        }
    }

    private static func target(_ section: Section) {
        _ = section.requiredTexts("target", hint: "`all` or names of databases")
        _ = section.texts("excludes")
    }

    private static func check(_ connect: ConnectKeys, _ type: JobType) {
        let section = connect.section
        switch type {
        case .postgresql, .basebackup: _ = connect.server(port: 5_432)
        case .mysql, .xtrabackup, .mongodb, .etcd, .redis, .files, .incrementalFiles, .external, .sqlite: break
        }
    }

    private static func user(_ section: Section) {
        _ = section.text("db_user")
        _ = section.secret("db_password")
    }
}
