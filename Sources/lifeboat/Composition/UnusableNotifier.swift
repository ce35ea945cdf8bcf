import LifeboatCore
import LifeboatNotifiers

/// Stands for a notifier that cannot be set up, and says why when it is its turn.
struct UnusableNotifier: Notifier {
    let name: String
    let why: LifeboatError

    func tell(_ report: RunReport) async throws { throw why }

    func test(_ report: RunReport) async throws -> String { throw why }
}
