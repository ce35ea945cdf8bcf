/// Tells somebody, or something, how a run went, when it is over.
package protocol Notifier: Sendable {
    /// For messages, as `metrics textfile`. Never an address that gives access to something.
    var name: String { get }

    /// Is called when a run begins, beside it: nothing waits for it.
    func begin(jobs: [String]) async throws

    /// Returns when the message has been taken over. What it throws is a warning, and no more than that.
    func tell(_ report: RunReport) async throws
}

extension Notifier {
    package func begin(jobs: [String]) async throws {}
}
