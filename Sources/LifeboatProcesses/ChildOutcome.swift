import LifeboatCore

/// What the pipes of a child said. Whether it succeeded, its exit status says as well.
struct ChildOutcome: Sendable {
    var outputBytes: Int64 = 0
    var tookAllInput = true
    var errorOutput = ErrorOutput()
    /// The first failure that was not the child's own: of the consumer, of the input, of a system call.
    var failure: LifeboatError?
}
