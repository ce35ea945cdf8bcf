package import LifeboatWeb

/// One of `pings`: a check of healthchecks.io, or of another server that speaks its protocol.
package struct PingConfiguration: Sendable, Hashable {
    /// For messages.
    package var name: String
    package var address: WebAddress
    /// Only runs of these jobs; none means all.
    package var jobs: [String]
    package var timeout: Duration
    package var web: WebOptions

    package init(
        name: String, address: WebAddress, jobs: [String] = [], timeout: Duration = .seconds(10),
        web: WebOptions = WebOptions()
    ) {
        self.name = name
        self.address = address
        self.jobs = jobs
        self.timeout = timeout
        self.web = web
    }
}
