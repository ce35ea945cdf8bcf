import Foundation
import LifeboatCore
import LifeboatNotifiers

/// Reads `main`.
struct MainSection {
    let settings: MainSettings
    /// `server_name` as it was set.
    let serverName: String?
    /// As it was written.
    let timezoneName: String
    /// The jobs that notifiers name.
    let jobReferences = JobReferences()

    init(_ section: Section, hostName: String, variables: TemplateVariables) {
        serverName = section.text("server_name")
        if serverName == nil { section.record("server_name", UnderstoodValue(.text(hostName), .byDefault)) }
        let mail = MailSection(section, variables: variables)
        section.refuseUnsupported(["encryption"])
        _ = section.text("general_path_to_all_tmp_dir")
        let mebibyte: Int64 = 1 << 20
        settings = MainSettings(
            serverName: serverName ?? hostName,
            mail: mail.configuration,
            webhooks: Self.webhooks(section, jobReferences),
            pings: Self.pings(section, jobReferences),
            metrics: MetricsSection.read(section),
            notifyRequired: section.boolean("notify_required", default: false),
            readRate: section.rate("block_io_read", plainUnit: mebibyte, unitName: "MiB, per second"),
            writeRate: section.rate("block_io_write", plainUnit: mebibyte, unitName: "MiB, per second"),
            netRate: section.rate("net_rate"),
            ioWeight: section.integer("blkio_weight", in: 10...1_000, default: nil),
            cpuShares: section.integer("cpu_shares", in: 2...262_144, default: nil),
            logFile: section.absolutePath("log_file"),
            loopTimeout: section.duration("loop_timeout", default: .zero) ?? .zero,
            loopInterval: section.positiveDuration("loop_interval", default: .seconds(30)),
            timezone: section.timeZone("timezone", default: .gmt),
            temporaryFolder: section.absolutePath("tmp_dir"),
            expectEvery: section.optionalPositiveDuration("expect_every"),
            keepRunRecords: section.positiveDuration("keep_run_records", default: .seconds(400 * 86_400)),
            abandonedAfter: section.positiveDuration("abandoned_after", default: .seconds(7 * 86_400)))
        timezoneName = if case .text(let name)? = section.understood["timezone"]?.content { name } else { "UTC" }
    }

    private static func webhooks(_ main: Section, _ jobs: JobReferences) -> [WebhookConfiguration] {
        let sections = main.optionalSections("webhooks")
        let webhooks = sections.enumerated().compactMap { WebhookSection.read($1, number: $0 + 1, jobs: jobs) }
        if !sections.isEmpty { main.adopt("webhooks", sections) }
        return webhooks
    }

    private static func pings(_ main: Section, _ jobs: JobReferences) -> [PingConfiguration] {
        let sections = main.optionalSections("pings")
        let pings = sections.enumerated().compactMap { PingSection.read($1, number: $0 + 1, jobs: jobs) }
        if !sections.isEmpty { main.adopt("pings", sections) }
        return pings
    }
}
