import Foundation
import LifeboatCore

/// What a message looks like: whose language the server speaks.
package enum WebhookPreset: String, Sendable, CaseIterable {
    /// All that is known, in our own words.
    case json
    /// Slack's incoming webhooks, and all that take them: Mattermost, Rocket.Chat, Discord with `/slack` at its end.
    case slack
    /// A bot's `sendMessage`.
    case telegram
    /// ntfy.sh, or a server of one's own. The last part of the address is the topic.
    case ntfy
    /// Alertmanager's API, version 2: one alert for each job, which ends when the job is well again.
    case alertmanager

    /// Of which runs it is told where nothing is said.
    package var usualVerdicts: Set<RunVerdict> {
        // Without the good news an alert would never end.
        self == .alertmanager ? Set(RunVerdict.allCases) : [.failure, .degraded]
    }

    /// What a message is limited to; longer texts are cut.
    private static let longestText = 3_500

    func payload(_ report: RunReport, chat: String?, topic: String) -> JSONText {
        let digest = Digest(report, .troubles)
        let text = Self.cut(digest.text)
        switch self {
        case .json: return .object(PayloadValues(report).all)
        case .slack:
            return .object([
                (
                    "text",
                    .string(
                        Self.cut("*\(Self.slackEscaped(report.subject))*\n```\n\(Self.slackEscaped(digest.text))")
                            + "\n```")
                )
            ])
        case .telegram:
            return .object([
                ("chat_id", .string(chat ?? "")), ("text", .string(text)), ("disable_web_page_preview", .plain("true")),
                ("disable_notification", .plain(report.verdict == .success ? "true" : "false")),
            ])
        case .ntfy:
            return .object([
                ("topic", .string(topic)), ("title", .string(report.subject)), ("message", .string(text)),
                ("priority", .plain(report.verdict == .failure ? "4" : "3")),
                ("tags", .array([.string(report.verdict == .success ? "white_check_mark" : "rotating_light")])),
            ])
        case .alertmanager: return .array(report.jobs.map { Self.alert($0, report) })
        }
    }

    /// An alert that nobody repeats would end after a few minutes, so it says itself when: at the earliest two days after the
    /// run, and not before the next run is late.
    private static let shortestAlert = 2.0 * 86_400

    private static func alert(_ job: JobReport, _ report: RunReport) -> JSONText {
        let isWell = job.isDone && !job.missesTarget
        let end = report.finished.addingTimeInterval(isWell ? 0 : max(shortestAlert, job.expected?.greatestAge ?? 0))
        let first = job.troubles.first { !$0.isWarning } ?? job.troubles.first
        var annotations = [("summary", JSONText.string("job \(job.job) on \(report.serverName): \(job.outcomeWords)"))]
        if let first { annotations.append(("description", .string(first.error.description))) }
        // Labels name the alert: whatever changes from run to run has no place there.
        return .object([
            (
                "labels",
                .object([
                    ("alertname", .string("LifeboatRun")), ("job", .string(job.job)),
                    ("server", .string(report.serverName)), ("severity", .string("warning")),
                ])
            ), ("annotations", .object(annotations)), ("startsAt", .string(UTCTime.extended(report.started))),
            ("endsAt", .string(UTCTime.extended(end))),
        ])
    }

    private static func cut(_ text: String) -> String {
        text.unicodeScalars.count <= longestText ? text : String(text.unicodeScalars.prefix(longestText)) + "…"
    }

    private static func slackEscaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
