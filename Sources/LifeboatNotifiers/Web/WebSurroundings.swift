package import LifeboatCore

/// What talking to a server takes from outside: the environment's proxies, and how pauses pass.
package struct WebSurroundings: Sendable {
    package var environment: [String: String]
    package var waiting: Waiting

    package init(environment: [String: String], waiting: Waiting) {
        self.environment = environment
        self.waiting = waiting
    }
}
