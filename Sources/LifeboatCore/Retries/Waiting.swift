/// How pauses pass: a clock to sleep on, and a dice for their length.
package struct Waiting: Sendable {
    package var sleep: @Sendable (Duration) async throws -> Void
    package var randomness: @Sendable () -> UInt64
    /// How long cleaning up after a failure may take: what is left behind is found later, and a storage that does not answer
    /// must not keep a whole run from its end. `nil` where pauses take no time.
    package var cleanUpLimit: Duration?

    package init(
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        randomness: @escaping @Sendable () -> UInt64 = { .random(in: .min ... .max) },
        cleanUpLimit: Duration? = .seconds(10)
    ) {
        self.sleep = sleep
        self.randomness = randomness
        self.cleanUpLimit = cleanUpLimit
    }
}
