/// How pauses pass: a clock to sleep on, and a dice for their length.
package struct Waiting: Sendable {
    package var sleep: @Sendable (Duration) async throws -> Void
    package var randomness: @Sendable () -> UInt64

    package init(
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        randomness: @escaping @Sendable () -> UInt64 = { .random(in: .min ... .max) }
    ) {
        self.sleep = sleep
        self.randomness = randomness
    }
}
