import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatNotifiers
import LifeboatProcesses

/// Whoever the configuration wants to be told how runs go.
enum Notifiers {
    static func make(_ main: MainSettings) -> [any Notifier] {
        var notifiers: [any Notifier] = []
        /// What cannot even be set up is said when the time comes, as any other trouble: backups come first.
        func add(_ name: String, _ make: () throws -> [any Notifier]) {
            do {
                notifiers += try make()
            } catch {
                notifiers.append(UnusableNotifier(name: name, why: LifeboatError(wrapping: error)))
            }
        }
        if let folder = main.metrics.textfile { notifiers.append(MetricsTextfile(folder: folder)) }
        for push in main.metrics.pushes { add("metrics") { [try MetricsPush(push, outside)] } }
        add("mail") { main.mail.recipients.isEmpty ? [] : [mail(main.mail)] }
        for webhook in main.webhooks { add("webhook \(webhook.name)") { [try WebhookNotifier(webhook, outside)] } }
        for ping in main.pings {
            add("ping \(ping.name)") { [try PingNotifier(ping, run: UUID().uuidString.lowercased(), outside)] }
        }
        return notifiers
    }

    /// What talking to servers takes from the process.
    static let outside = WebSurroundings(
        environment: ProcessEnvironment().texts, waiting: Waiting(sleep: { try await ContinuousClock().sleep(for: $0) })
    )

    private static func mail(_ configuration: MailConfiguration) -> MailNotifier {
        // `sendmail` lies where cron's `PATH` does not lead.
        let path = outside.environment["PATH"] ?? "/usr/bin:/bin"
        return MailNotifier(
            configuration, hostName: ProcessInfo.processInfo.hostName, waiting: outside.waiting,
            toolbox: Toolbox(path: "\(path):/usr/sbin:/usr/lib"))
    }
}
