import LifeboatCore
import Synchronization

/// Things to do before a body gives its first bytes.
final class StepList: Sendable {
    private let steps: Mutex<[@Sendable () throws -> Void]>

    init(_ steps: [@Sendable () throws -> Void]) {
        self.steps = Mutex(steps)
    }

    var isDone: Bool { steps.withLock { $0.isEmpty } }

    func stream(then bytes: [UInt8]) -> ByteStream {
        let rest = ByteStream(bytes)
        return ByteStream {
            while let step = self.steps.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { try step() }
            return try await rest.next()
        }
    }
}
