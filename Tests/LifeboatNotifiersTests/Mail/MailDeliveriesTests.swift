import Testing

@testable import LifeboatNotifiers

@Suite("Who gets which mail")
struct MailDeliveriesTests {
    private func who(
        _ level: MailConfiguration.Level, _ verdict: RunVerdict, admins: [String] = ["a@x", "b@x"],
        clients: [String] = ["c@x"]
    ) -> [String] {
        let configuration = MailConfiguration(
            admins: admins.compactMap { Mailbox($0) }, clients: clients.compactMap { Mailbox($0) }, level: level)
        return MailNotifier.deliveries(configuration, verdict).map { delivery in
            "\(delivery.scope): " + delivery.to.map(\.address).joined(separator: " ")
        }
    }

    @Test("`error`: what went wrong, to all; nothing where nothing did")
    func error() {
        #expect(who(.error, .success) == [])
        for verdict in [RunVerdict.degraded, .failure] { #expect(who(.error, verdict) == ["troubles: a@x b@x c@x"]) }
    }

    @Test("`debug`: errors to the admins, everything to the clients, always")
    func debug() {
        #expect(who(.debug, .success) == ["everything: c@x"])
        #expect(who(.debug, .failure) == ["troubles: a@x b@x", "everything: c@x"])
        #expect(who(.debug, .degraded, clients: []) == ["troubles: a@x b@x"])
        #expect(who(.debug, .success, clients: []) == [])
    }

    @Test("Nobody gets two")
    func once() {
        #expect(who(.error, .failure, admins: ["a@x", "a@x"], clients: ["a@x"]) == ["troubles: a@x"])
        #expect(
            who(.debug, .failure, admins: ["a@x", "b@x"], clients: ["a@x"]) == ["troubles: b@x", "everything: a@x"])
    }
}
