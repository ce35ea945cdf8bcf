import Crypto
import Foundation
import LifeboatCore

/// Sends a message about a run to a server of somebody's.
package struct WebhookNotifier: Notifier {
    /// The header that holds `sha256=` and the HMAC-SHA256 of the body, in hexadecimal: as GitHub signs its own.
    static let signatureHeader = "x-lifeboat-signature-256"

    private let configuration: WebhookConfiguration
    private let receiver: Receiver

    package init(_ configuration: WebhookConfiguration, _ outside: WebSurroundings) throws {
        self.configuration = configuration
        let secrets = Array(configuration.headers.values) + [configuration.secret].compactMap(\.self)
        receiver = try Receiver(
            configuration.address, configuration.web, secrets: secrets, timeout: configuration.timeout, outside)
    }

    package var name: String { "webhook \(configuration.name)" }

    package func tell(_ report: RunReport) async throws {
        guard let report = report.restricted(to: configuration.jobs),
            configuration.verdicts.contains(report.verdict)
        else { return }
        try await send(report)
    }

    /// Whatever it wants to hear of. For Alertmanager it is a message without any alert in it.
    package func test(_ report: RunReport) async throws -> String {
        try await send(report)
        return "a message is sent"
    }

    private func send(_ report: RunReport) async throws {
        let (url, topic) = target
        let payload =
            configuration.payload?.filled(PayloadValues(report))
            ?? configuration.preset.payload(report, chat: configuration.chat, topic: topic)
        let body = Array(payload.text().utf8)
        var headers = configuration.headers.map { ($0.key, $0.value.revealed) }
        if let secret = configuration.secret { headers.append((Self.signatureHeader, Self.signature(body, secret))) }
        let isTelegram = configuration.preset == .telegram
        try await receiver.send(
            configuration.method, to: url, headers: headers, type: "application/json", body: body
        ) { answer in
            if isTelegram { try Self.requireTelegramsYes(answer) }
        }
    }

    /// Where to; for ntfy the topic goes from the address into the message, which is how it takes JSON.
    private var target: (url: String, topic: String) {
        guard configuration.preset == .ntfy, configuration.payload == nil,
            var parts = URLComponents(string: configuration.address.text)
        else { return (configuration.address.text, "") }
        var path = parts.path.split(separator: "/").map(String.init)
        let topic = path.popLast() ?? ""
        parts.path = "/" + path.joined(separator: "/")
        return (parts.string ?? configuration.address.text, topic)
    }

    static func signature(_ body: [UInt8], _ secret: Secret) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(secret.revealed.utf8)))
        return "sha256=" + code.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
    }

    /// Its answers say in themselves whether the message was taken.
    private static func requireTelegramsYes(_ answer: [UInt8]) throws {
        struct Answer: Decodable {
            var ok: Bool
            var description: String?
        }
        let said = try? JSONDecoder().decode(Answer.self, from: Data(answer))
        guard said?.ok == true else {
            throw LifeboatError(
                .refused, "Telegram does not take it", why: said?.description ?? "what answered is not Telegram",
                hint: "check the address, https://api.telegram.org/botTOKEN/sendMessage, and chat_id")
        }
    }
}
