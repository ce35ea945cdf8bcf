import LifeboatCore

/// What a job backs up: every type that the configuration language knows.
package enum JobType: String, Sendable, CaseIterable {
    case files = "desc_files"
    case incrementalFiles = "inc_files"
    case mysql
    case xtrabackup = "mysql_xtrabackup"
    case postgresql
    case basebackup = "postgresql_basebackup"
    case mongodb
    case redis
    case external
    case sqlite
    case etcd

    /// The word that names all jobs of a kind on the command line.
    package enum Group: String, Sendable, CaseIterable {
        case files
        case databases
        case external
    }

    /// Reads a type by its name or one of its older names.
    package init?(name: String) {
        switch name {
        case "mysql_xtradb": self = .xtrabackup
        case "postgresql_hot": self = .basebackup
        default: self.init(rawValue: name)
        }
    }

    package var group: Group {
        switch self {
        case .files, .incrementalFiles: .files
        case .external: .external
        case .mysql, .xtrabackup, .postgresql, .basebackup, .mongodb, .redis, .sqlite, .etcd: .databases
        }
    }

    /// Whether this version can back it up.
    package var isSupported: Bool {
        switch self {
        case .files, .external, .sqlite, .mysql, .xtrabackup, .redis, .etcd, .mongodb, .postgresql, .basebackup: true
        case .incrementalFiles: false
        }
    }

    /// What a URL of a server begins with that its backups can be restored to.
    package var serverSchemes: [String] {
        switch self {
        case .mysql: ["mysql", "mariadb"]
        case .postgresql: ["postgresql", "postgres"]
        case .mongodb: ["mongodb"]
        case .redis, .etcd, .basebackup, .xtrabackup, .files, .incrementalFiles, .external, .sqlite: []
        }
    }

    /// What its sources can count, for comparing a restored copy with.
    var evidenceLevels: [EvidenceLevel] {
        switch self {
        // Nobody but the reader of the dump could count.
        case .files, .incrementalFiles, .external, .mysql, .xtrabackup, .mongodb, .redis, .etcd: [.stream, .none]
        case .postgresql, .basebackup, .sqlite: EvidenceLevel.allCases
        }
    }

    static let supportedNames = allCases.filter(\.isSupported).map(\.rawValue).joined(separator: ", ")
}
