/// Watches a run. An observer cannot fail a run; what it has to say about itself it says in its own place.
package protocol RunObserver: Sendable {
    func observe(_ event: RunEvent) async
}
