/// Where the figures of a run go.
package struct MetricsConfiguration: Sendable, Hashable {
    /// The folder that node exporter's textfile collector reads; `nil` is none.
    package var textfile: String?
    /// The servers that they are sent to.
    package var pushes: [PushAddress]

    package init(textfile: String? = nil, pushes: [PushAddress] = []) {
        self.textfile = textfile
        self.pushes = pushes
    }
}
