/// Tells somebody, or something, how a run went, when it is over.
package protocol Notifier: Sendable {
    /// For messages, as `metrics textfile`. Never an address that gives access to something.
    var name: String { get }

    /// Is called when a run begins, beside it: nothing waits for it.
    func begin(jobs: [String]) async throws

    /// Returns when the message has been taken over. What it throws is a warning, and no more than that.
    func tell(_ report: RunReport) async throws

    /// Finds out whether it could tell somebody, with a message that says that it is a test.
    ///
    /// - Parameter report: ``RunReport/test(serverName:lifeboatVersion:now:)``.
    /// - Returns: what was done, for people: `a message is sent to …`.
    func test(_ report: RunReport) async throws -> String
}

extension Notifier {
    package func begin(jobs: [String]) async throws {}
}
