import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatNotifiers
import LifeboatSources
import LifeboatStorages
import Testing

@Suite("The article's own files")
struct ArticleTests {
    private func scratch(_ service: String) throws -> ConfigScratch {
        let scratch = try ConfigScratch()
        try scratch.write("etc/nxs-backup/nxs-backup.conf", ConfigScratch.fixture("article/nxs-backup.conf"))
        try scratch.write("usr/share/nxs-backup/service.conf.j2", ConfigScratch.fixture("article/\(service)"))
        return scratch
    }

    @Test("The file job is found and understood without further arguments")
    func files() throws {
        let configuration = try scratch("desc-files.conf.j2").loadStandard()
        let job = try #require(configuration.jobs.first)
        #expect(configuration.jobs.count == 1)
        #expect(job.name == "desc-files")
        #expect(job.type == .files)
        #expect(job.sources.map(\.configuration) == [.files(FilesConfiguration(targets: ["/var/www/files"]))])
        #expect(job.sources.map(\.compression) == [.gzip(level: 6)])
        #expect(job.sources.map(\.name) == [nil])
        let storage = try #require(job.storages.first)
        #expect(storage.name == "local")
        #expect(storage.configuration == .local(LocalStorageConfiguration(folder: "/var/nxs-backup/files/desc/dump")))
        #expect(storage.retention == RetentionPolicy(days: 6, weeks: 4, months: 6))
        #expect(storage.required)
        #expect(storage.stallTimeout == .seconds(300))
        #expect(job.serverName == "Nixys k8s cluster")
        #expect(job.timezone.secondsFromGMT() == 0)
        #expect(job.temporaryFolder == "/var/nxs-backup/files/desc/dump_tmp")
    }

    @Test("The main settings are read, and empty ones count as not set")
    func main() throws {
        let configuration = try scratch("desc-files.conf.j2").loadStandard()
        let main = configuration.main
        #expect(main.serverName == "Nixys k8s cluster")
        #expect(main.mail.admins.map(\.address) == ["admins@nixys.ru"])
        #expect(main.mail.clients.isEmpty)
        #expect(main.readRate == nil)
        #expect(main.writeRate == nil)
        #expect(main.ioWeight == nil)
        #expect(main.cpuShares == nil)
        #expect(main.logFile == "/dev/stdout")
        #expect(configuration.warnings.isEmpty)
    }

    @Test("The mail server comes from the environment of the article's CronJob")
    func mail() throws {
        let environment = [
            "SMTP_MAILHUB_ADDR": "mail.example", "SMTP_MAILHUB_PORT": "587", "SMTP_USE_TLS": "YES",
            "SMTP_AUTH_USER": "backup@example", "SMTP_AUTH_PASS": "se:cret", "SMTP_FROM_LINE_OVERRIDE": "NO",
        ]
        let configuration = try scratch("desc-files.conf.j2").loadStandard(environment)
        let mail = configuration.main.mail
        #expect(mail.server == "mail.example")
        #expect(mail.port == 587)
        #expect(mail.encryption == .startTLS)
        #expect(mail.user == "backup@example")
        #expect(mail.password?.revealed == "se:cret")
        #expect(mail.from?.address == "backup@example")
        guard case .mapping(let main)? = configuration.understood["main"]?.content else {
            Issue.record("main is no mapping")
            return
        }
        #expect(main["smtp_server"]?.origin == .environment("SMTP_MAILHUB_ADDR"))
        #expect(main["smtp_password"]?.isSecret == true)
    }

    @Test("The database job is understood, with the Secret's password as it is")
    func mysql() throws {
        let password = #"p@ss: #0123 'yes' "{{ no }}""#
        let environment = [
            "DB_HOST": "mysql", "DB_PORT": "3306", "DB_USER": "redmine", "DB_PASSWORD": password,
        ]
        let configuration = try scratch("mysql.conf.j2").loadStandard(environment)
        let job = try #require(configuration.jobs.first)
        #expect(job.type == .mysql)
        #expect(job.sources.map(\.compression) == [.gzip(level: 6)])
        let options =
            "--opt --add-drop-database --routines --comments --create-options --quote-names --order-by-primary --hex-blob"
        #expect(
            try job.sources.map(\.configuration) == [
                .mysql(
                    MySQLConfiguration(
                        server: ServerConnection(
                            host: "mysql", port: 3_306, user: "redmine", password: Secret(password)),
                        selection: DatabaseSelection(targets: ["redmine_db"]), dumpOptions: MySQLDumpOptions(options)))
            ])
    }
}
