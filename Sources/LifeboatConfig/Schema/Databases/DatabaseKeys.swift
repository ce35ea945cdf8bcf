import LifeboatSources

/// The keys of the databases that this version cannot back up yet: known, so that what is wrong with them is said at once.
enum DatabaseKeys {
    static func check(_ section: Section, _ type: JobType) {
        if let connect = ConnectKeys(of: section) {
            check(connect, type)
            section.adopt("connect", connect.section)
        }
        switch type {
        case .mysql:
            target(section)
            _ = section.boolean("is_slave", default: false)
            _ = section.text("extra_keys")
        case .xtrabackup:
            _ = section.text("extra_keys")
        case .mongodb, .etcd, .redis, .files, .incrementalFiles, .external, .sqlite, .postgresql, .basebackup: break
        }
    }

    private static func target(_ section: Section) {
        _ = section.requiredTexts("target", hint: "`all` or names of databases")
        _ = section.texts("excludes")
    }

    private static func check(_ connect: ConnectKeys, _ type: JobType) {
        let section = connect.section
        switch type {
        case .mysql:
            _ = connect.server(port: 3_306)
            _ = section.text("auth_file")
        case .xtrabackup:
            user(section)
            _ = section.text("path_to_conf")
        case .mongodb, .etcd, .redis, .files, .incrementalFiles, .external, .sqlite, .postgresql, .basebackup: break
        }
    }

    private static func user(_ section: Section) {
        _ = section.text("db_user")
        _ = section.secret("db_password")
    }
}
