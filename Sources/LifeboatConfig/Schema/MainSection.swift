import Foundation
import LifeboatCore

/// Reads `main`.
struct MainSection {
    let settings: MainSettings
    /// `server_name` as it was set.
    let serverName: String?
    /// As it was written.
    let timezoneName: String

    init(_ section: Section, hostName: String, variables: TemplateVariables) {
        serverName = section.text("server_name")
        if serverName == nil { section.record("server_name", UnderstoodValue(.text(hostName), .byDefault)) }
        let mail = MailSection(section, variables: variables)
        section.refuseUnsupported(["encryption", "webhooks", "pings", "metrics", "notify_required"])
        _ = section.text("general_path_to_all_tmp_dir")
        let mebibyte: Int64 = 1 << 20
        settings = MainSettings(
            serverName: serverName ?? hostName,
            mail: mail.settings,
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
}
