package import LifeboatCore
package import LifeboatWeb

/// One of `webhooks`: a server that is sent a message about each run.
package struct WebhookConfiguration: Sendable, Hashable {
    /// For messages.
    package var name: String
    package var preset: WebhookPreset
    package var address: WebAddress
    package var method: String
    package var headers: [String: Secret]
    /// `nil`: the preset's own.
    package var payload: PayloadTemplate?
    /// Signs each message.
    package var secret: Secret?
    /// `chat_id`, for Telegram.
    package var chat: String?
    /// Of which runs it is told.
    package var verdicts: Set<RunVerdict>
    /// Only of these jobs; none means all.
    package var jobs: [String]
    package var timeout: Duration
    package var web: WebOptions

    package init(
        name: String, preset: WebhookPreset, address: WebAddress, method: String = "POST",
        headers: [String: Secret] = [:], payload: PayloadTemplate? = nil, secret: Secret? = nil, chat: String? = nil,
        verdicts: Set<RunVerdict>, jobs: [String] = [], timeout: Duration = .seconds(10), web: WebOptions = WebOptions()
    ) {
        self.name = name
        self.preset = preset
        self.address = address
        self.method = method
        self.headers = headers
        self.payload = payload
        self.secret = secret
        self.chat = chat
        self.verdicts = verdicts
        self.jobs = jobs
        self.timeout = timeout
        self.web = web
    }
}
