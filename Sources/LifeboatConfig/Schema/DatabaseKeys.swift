/// The keys of the databases that this version cannot back up yet: known, so that what is wrong with them is said at once.
enum DatabaseKeys {
    static func check(_ section: Section, _ type: JobType) {
        connect(section, type)
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

    private static func connect(_ source: Section, _ type: JobType) {
        guard let section = source.section("connect") else {
            source.reportMissing("connect", hint: "how to reach the server")
            return
        }
        switch type {
        case .mysql:
            server(section, port: 3_306)
            _ = section.text("socket")
            _ = section.text("auth_file")
        case .xtrabackup:
            user(section)
            _ = section.text("path_to_conf")
        case .postgresql, .basebackup:
            server(section, port: 5_432)
            _ = section.text("socket")
        case .mongodb: server(section, port: 27_017)
        case .redis:
            server(section, port: 6_379)
            _ = section.text("socket")
            tls(section)
        case .etcd:
            _ = section.texts("endpoints")
            user(section)
            for key in ["ca_cert", "cert", "key"] { _ = section.text(key) }
        case .files, .incrementalFiles, .external, .sqlite: break
        }
        source.adopt("connect", section)
    }

    private static func server(_ section: Section, port: Int) {
        _ = section.text("db_host")
        _ = section.port("db_port", default: port)
        user(section)
    }

    private static func user(_ section: Section) {
        _ = section.text("db_user")
        _ = section.secret("db_password")
    }

    private static func tls(_ section: Section) {
        _ = section.boolean("tls", default: false)
        for key in ["ca_cert", "cert", "key"] { _ = section.text(key) }
    }
}
