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
        case .postgresql:
            target(section)
            _ = section.text("extra_keys")
        case .mongodb:
            _ = section.requiredTexts("target_dbs", hint: "`all` or names")
            for key in ["target_collections", "exclude_dbs", "exclude_collections"] { _ = section.texts(key) }
            _ = section.text("extra_keys")
        case .xtrabackup, .basebackup:
            _ = section.text("extra_keys")
        case .redis, .etcd, .files, .incrementalFiles, .external, .sqlite: break
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
        case .postgresql, .basebackup: _ = connect.server(port: 5_432)
        case .mongodb: _ = connect.server(port: 27_017, withSocket: false)
        case .redis:
            _ = connect.server(port: 6_379)
            _ = section.boolean("tls", default: false)
            for key in ["ca_cert", "cert", "key"] { _ = section.text(key) }
        case .etcd:
            _ = section.texts("endpoints")
            user(section)
            for key in ["ca_cert", "cert", "key"] { _ = section.text(key) }
        case .files, .incrementalFiles, .external, .sqlite: break
        }
    }

    private static func user(_ section: Section) {
        _ = section.text("db_user")
        _ = section.secret("db_password")
    }
}
