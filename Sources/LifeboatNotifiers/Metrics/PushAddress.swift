package import LifeboatCore
package import LifeboatWeb

/// A server that figures are sent to.
package struct PushAddress: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// A Prometheus Pushgateway: a group for each job.
        case pushgateway
        /// Any other that takes the text format by POST, as VictoriaMetrics does.
        case plain
    }

    package var kind: Kind
    package var address: WebAddress
    package var user: String?
    package var password: Secret?
    package var web: WebOptions

    package init(
        _ kind: Kind, _ address: WebAddress, user: String? = nil, password: Secret? = nil,
        web: WebOptions = WebOptions()
    ) {
        self.kind = kind
        self.address = address
        self.user = user
        self.password = password
        self.web = web
    }
}
