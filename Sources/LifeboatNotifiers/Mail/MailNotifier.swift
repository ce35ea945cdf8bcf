package import LifeboatCore
package import LifeboatProcesses

/// One mail for each run and kind of reader: never one for each event.
package struct MailNotifier: Notifier {
    /// One mail and who gets it.
    struct Delivery: Sendable, Equatable {
        var to: [Mailbox]
        var scope: DigestScope
    }

    private let configuration: MailConfiguration
    private let program: MailProgram
    private let hostName: String
    private let retries: RetrySchedule

    /// - Parameters:
    ///   - hostName: of this host: in the sender's address, where none is configured.
    ///   - toolbox: where `msmtp` and `sendmail` are looked for.
    package init(
        _ configuration: MailConfiguration, hostName: String, waiting: Waiting, toolbox: Toolbox = Toolbox()
    ) {
        self.configuration = configuration
        self.hostName = hostName
        program = MailProgram(configuration: configuration, hostName: hostName, toolbox: toolbox)
        retries = RetrySchedule(tries: 3, firstPause: .seconds(2), longestPause: .seconds(10), waiting: waiting)
    }

    package var name: String { "mail" }

    /// All of them are tried; the first failure is thrown.
    package func tell(_ report: RunReport) async throws {
        var failure: (any Error)?
        for (number, delivery) in Self.deliveries(configuration, report.verdict).enumerated() {
            do {
                try await deliver(report, delivery, number)
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// To all, whatever they want to hear of.
    package func test(_ report: RunReport) async throws -> String {
        let everybody = Delivery(to: Self.unique(configuration.recipients), scope: .troubles)
        try await deliver(report, everybody, 0)
        return "a message is sent to \(everybody.to.map(\.address).joined(separator: ", "))"
    }

    /// At once, and where somebody is refused to each by himself.
    private func deliver(_ report: RunReport, _ delivery: Delivery, _ number: Int) async throws {
        do {
            try await send(report, delivery, number)
        } catch let error as LifeboatError where error.kind == .refused && delivery.to.count > 1 {
            if let failure = await sendToEach(report, delivery, number) { throw failure }
        }
    }

    private func send(_ report: RunReport, _ delivery: Delivery, _ number: Int) async throws {
        let message = message(report, delivery, number)
        try await retries.run { try await program.send(message) }
    }

    /// One address that the server refuses, of a client who has left, must not keep the night from all others.
    ///
    /// - Returns: the last refusal, with its address.
    private func sendToEach(_ report: RunReport, _ delivery: Delivery, _ number: Int) async -> (any Error)? {
        var failure: (any Error)?
        for mailbox in delivery.to {
            do {
                try await send(report, Delivery(to: [mailbox], scope: delivery.scope), number)
            } catch {
                failure = LifeboatError(wrapping: error).at("mail to \(mailbox.address)")
            }
        }
        return failure
    }

    /// Who gets what. Nobody gets two mails of one run; who would, gets the one that tells all.
    static func deliveries(_ configuration: MailConfiguration, _ verdict: RunVerdict) -> [Delivery] {
        let (admins, clients) = (unique(configuration.admins), unique(configuration.clients))
        let wentWell = verdict == .success
        let deliveries =
            switch configuration.level {
            case .error: [Delivery(to: wentWell ? [] : unique(admins + clients), scope: .troubles)]
            case .debug:
                [
                    Delivery(
                        to: wentWell
                            ? [] : admins.filter { admin in !clients.contains { $0.address == admin.address } },
                        scope: .troubles),
                    Delivery(to: clients, scope: .everything),
                ]
            }
        return deliveries.filter { !$0.to.isEmpty }
    }

    private static func unique(_ mailboxes: [Mailbox]) -> [Mailbox] {
        var seen: Set<String> = []
        return mailboxes.filter { seen.insert($0.address).inserted }
    }

    private func message(_ report: RunReport, _ delivery: Delivery, _ number: Int) -> MailMessage {
        let digest = Digest(report, delivery.scope)
        return MailMessage(
            from: configuration.from ?? .lifeboat(at: hostName), to: delivery.to,
            subject: report.subject, date: report.finished,
            identity:
                "lifeboat.\(UTCTime.compact(report.started)).\(number).\(String(retries.waiting.randomness(), radix: 36))",
            text: digest.text, html: digest.html)
    }
}
